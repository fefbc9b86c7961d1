using Sightglass.PluginSdk;

namespace Sightglass.Plugins.CorrelationId;

/// <summary>Makes ids for requests.</summary>
internal interface IIdGenerator
{
    string Next(PluginContext context);
}
