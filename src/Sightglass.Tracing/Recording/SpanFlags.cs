namespace Sightglass.Tracing.Recording;

[Flags]
internal enum SpanFlags : byte
{
    None = 0,

    /// <summary>The span has its end.</summary>
    Closed = 1,

    /// <summary>The span was closed by what ended around it.</summary>
    Cut = 2,

    /// <summary>The ledger is charged for as long as the span is open.</summary>
    Charged = 4,

    /// <summary>A span of the flow beside its chain of open ones: it never was the current one.</summary>
    Aside = 8,
}
