namespace Sightglass.Gateway.Upstream;

/// <summary>How far a parser has come.</summary>
internal enum ParseStatus
{
    /// <summary>All that was given is understood; the end is still to come.</summary>
    NeedMore,

    /// <summary>The end was found.</summary>
    Done,

    /// <summary>Not HTTP, or not unambiguous.</summary>
    Invalid,

    /// <summary>A limit on size or number was exceeded.</summary>
    TooLarge,
}
