using System.Text.Json.Nodes;
using Sightglass.Commands.Api;

namespace Sightglass.Commands.Config;

/// <summary>The configuration of a control plane. The client is the caller's.</summary>
internal sealed class PlaneTarget(ApiClient api) : ConfigTarget
{
    private const string Resource = "/declarative-config";

    public override string Name => "the control plane";

    public override async Task ReplaceAsync(JsonObject configuration, CancellationToken cancellationToken) =>
        await api.SendAsync(HttpMethod.Put, await api.PlaneAsync(cancellationToken) + Resource, configuration, cancellationToken);

    public override void Dispose()
    {
    }

    protected override async Task<string> TextAsync(CancellationToken cancellationToken) =>
        (await api.GetAsync(await api.PlaneAsync(cancellationToken) + Resource, cancellationToken)).ToJsonString();
}
