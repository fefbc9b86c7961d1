using Sightglass.Configuration.Schema;
using Sightglass.PluginSdk;

namespace Truth.Gateways;

/// <summary>A plugin that does in each phase what the test says, and takes part in no other.</summary>
internal sealed class ProbePlugin : Plugin
{
    public const string PluginName = "probe";

    public override string Name => PluginName;

    public override int Priority => 1_000;

    public override RecordSchema ConfigSchema => RecordSchema.Empty;

    public override PluginPhases Phases =>
        (Certificate is null ? 0 : PluginPhases.Certificate)
        | (Rewrite is null ? 0 : PluginPhases.Rewrite)
        | (Access is null ? 0 : PluginPhases.Access)
        | (Response is null ? 0 : PluginPhases.Response)
        | (HeaderFilter is null ? 0 : PluginPhases.HeaderFilter)
        | (BodyFilter is null ? 0 : PluginPhases.BodyFilter)
        | (Log is null ? 0 : PluginPhases.Log);

    public Func<Task>? Certificate { get; init; }

    public Func<PluginContext, Task>? Rewrite { get; init; }

    public Func<PluginContext, Task>? Access { get; init; }

    public Func<PluginContext, Task>? Response { get; init; }

    public Action<PluginContext>? HeaderFilter { get; init; }

    public Action<BodyPiece>? BodyFilter { get; init; }

    public Func<PluginContext, Task>? Log { get; init; }

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services) => new Handler(this);

    private sealed class Handler(ProbePlugin plugin) : PluginHandler
    {
        public override async ValueTask CertificateAsync(CertificateContext context, CancellationToken cancellationToken) => await plugin.Certificate!();

        public override async ValueTask RewriteAsync(PluginContext context) => await plugin.Rewrite!(context);

        public override async ValueTask AccessAsync(PluginContext context) => await plugin.Access!(context);

        public override async ValueTask ResponseAsync(PluginContext context) => await plugin.Response!(context);

        public override void HeaderFilter(PluginContext context) => plugin.HeaderFilter!(context);

        public override void BodyFilter(PluginContext context, ref BodyPiece piece) => plugin.BodyFilter!(piece);

        public override async ValueTask LogAsync(PluginContext context) => await plugin.Log!(context);
    }
}
