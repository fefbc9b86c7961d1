namespace Sightglass.Tracing.Catalogue;

/// <summary>What a span is about; the viewer colours by it.</summary>
public enum SpanCategory
{
    /// <summary>A step of the gateway itself.</summary>
    Gateway,

    /// <summary>Bytes from or to the client.</summary>
    Client,

    /// <summary>A plugin's handler.</summary>
    Plugin,

    /// <summary>The exchange with the upstream.</summary>
    Upstream,

    /// <summary>Name resolution and plugins' own calls.</summary>
    ThirdParty,

    /// <summary>A span the gateway did not record.</summary>
    Foreign,
}
