using System.Collections.Concurrent;
using Sightglass.Configuration.Schema;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Tests.PluginRuntime;

/// <summary>A plugin whose handlers do what the test says, and which notes that they ran.</summary>
internal sealed class TestPlugin(string name, int priority, PluginPhases phases) : Plugin
{
    public override string Name => name;

    public override int Priority => priority;

    public override PluginPhases Phases => phases;

    public override RecordSchema ConfigSchema => RecordSchema.Empty;

    public override bool Authenticates => IsAuthentication;

    public bool IsAuthentication { get; init; }

    public override bool MayBlock => IsBlocking;

    public bool IsBlocking { get; init; }

    /// <summary>What ran, as <c>plugin:phase</c>; shared among the plugins of a test.</summary>
    public ConcurrentQueue<string> Calls { get; init; } = new();

    public Func<PluginContext, ValueTask>? Rewrite { get; init; }

    public Func<PluginContext, ValueTask>? Access { get; init; }

    public Func<PluginContext, ValueTask>? Response { get; init; }

    public Action<PluginContext>? HeaderFilter { get; init; }

    public BodyFilterHandler? BodyFilter { get; init; }

    public PluginNeeds Needs { get; init; }

    public Func<PluginContext, ValueTask>? Log { get; init; }

    public Func<CertificateContext, ValueTask>? Certificate { get; init; }

    /// <summary>Handlers made and not yet disposed.</summary>
    public int LiveHandlers => Volatile.Read(ref _liveHandlers);

    public int MadeHandlers => Volatile.Read(ref _madeHandlers);

    private int _liveHandlers;
    private int _madeHandlers;

    internal delegate void BodyFilterHandler(PluginContext context, ref BodyPiece piece);

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        if (instance.Config.ContainsKey("broken"))
        {
            throw new ArgumentException("the configuration is broken");
        }

        Interlocked.Increment(ref _liveHandlers);
        Interlocked.Increment(ref _madeHandlers);
        return new Handler(this, instance);
    }

    private sealed class Handler(TestPlugin plugin, PluginInstance instance) : PluginHandler
    {
        private readonly string _label = instance.Config["label"]?.GetValue<string>() ?? plugin.Name;

        public override ValueTask CertificateAsync(CertificateContext context, CancellationToken cancellationToken)
        {
            plugin.Calls.Enqueue($"{_label}:certificate");
            return plugin.Certificate?.Invoke(context) ?? default;
        }

        public override ValueTask RewriteAsync(PluginContext context) => Run("rewrite", plugin.Rewrite, context);

        public override ValueTask AccessAsync(PluginContext context) => Run("access", plugin.Access, context);

        public override ValueTask ResponseAsync(PluginContext context) => Run("response", plugin.Response, context);

        public override PluginNeeds Needs => plugin.Needs;

        public override void HeaderFilter(PluginContext context)
        {
            plugin.Calls.Enqueue($"{_label}:header_filter");
            plugin.HeaderFilter?.Invoke(context);
        }

        public override void BodyFilter(PluginContext context, ref BodyPiece piece)
        {
            plugin.Calls.Enqueue($"{_label}:body_filter");
            plugin.BodyFilter?.Invoke(context, ref piece);
        }

        public override ValueTask LogAsync(PluginContext context) => Run("log", plugin.Log, context);

        public override ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref plugin._liveHandlers);
            return base.DisposeAsync();
        }

        private ValueTask Run(string phase, Func<PluginContext, ValueTask>? handler, PluginContext context)
        {
            plugin.Calls.Enqueue($"{_label}:{phase}");
            return handler?.Invoke(context) ?? default;
        }
    }
}
