namespace Sightglass.Web.Debugger.Live;

/// <summary>What a page is told.</summary>
internal enum ChangeKind
{
    /// <summary>Something it shows is different now.</summary>
    Changed,

    /// <summary>The same, and nothing will change any more.</summary>
    Last,
}
