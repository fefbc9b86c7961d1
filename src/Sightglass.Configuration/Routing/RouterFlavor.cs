namespace Sightglass.Configuration.Routing;

/// <summary>How routes are matched (setting <c>router_flavor</c>).</summary>
public enum RouterFlavor
{
    /// <summary>Classic fields with the documented priorities; the default.</summary>
    TraditionalCompatible,

    /// <summary>Routes may carry an <c>expression</c> and a <c>priority</c> instead of the classic fields.</summary>
    Expressions,

    /// <summary>Classic fields with the older priorities.</summary>
    Traditional,
}
