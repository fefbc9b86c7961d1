namespace Sightglass.Tracing.Verify;

/// <summary>What every captured trace keeps to.</summary>
public enum TraceRule
{
    /// <summary>There is one root, it is the first span, and it is called <c>kong</c>.</summary>
    Root,

    /// <summary>Span ids are not all zeros and occur once.</summary>
    Ids,

    /// <summary>Spans are in start order, a parent before its children.</summary>
    Order,

    /// <summary>No span ends before it starts.</summary>
    Duration,

    /// <summary>A span lies inside its parent; the log phase comes after the root.</summary>
    Nesting,

    /// <summary>A step that did not happen is absent, not a span of no length.</summary>
    Filler,

    /// <summary>The steps of a request follow one another.</summary>
    Stages,

    /// <summary>An event lies inside its span.</summary>
    Events,

    /// <summary>Every span is in the catalogue.</summary>
    Name,

    /// <summary>A span has the kind the catalogue gives it.</summary>
    Kind,

    /// <summary>A span stands under a span the catalogue allows.</summary>
    Placement,

    /// <summary>A step that happens once occurs once.</summary>
    Repetition,

    /// <summary>A span carries what the catalogue says it always carries.</summary>
    MissingAttribute,

    /// <summary>A span carries none of the catalogue's attributes that belong to other spans, and none twice.</summary>
    UnexpectedAttribute,

    /// <summary>An attribute's value has its type.</summary>
    AttributeType,

    /// <summary>An attribute's value is one it can have.</summary>
    Value,

    /// <summary>A failed span says why, any other says nothing.</summary>
    Status,

    /// <summary>The parts of the time add up to the total, which is the root's duration.</summary>
    Accounting,

    /// <summary>Nothing of the message had to be left out.</summary>
    Message,
}
