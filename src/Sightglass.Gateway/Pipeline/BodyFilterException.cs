namespace Sightglass.Gateway.Pipeline;

/// <summary>A plugin failed on a piece of a response's body.</summary>
internal sealed class BodyFilterException(string plugin, string instance, Exception cause)
    : Exception($"Plugin {plugin} (instance {instance}) failed in phase body_filter", cause);
