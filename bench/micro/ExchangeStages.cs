using System.Diagnostics;
using System.Text;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.Gateway.Routing;
using Sightglass.Gateway.Snapshots;
using Sightglass.Plugins;

namespace Sightglass.Benchmarks;

/// <summary>
/// Where the time of exchanging a configuration goes: <c>dotnet run -c Release --project bench/micro -- exchange [routes] [prefixes|regexes]</c>. Prints the
/// median of each stage in milliseconds, and what it allocates.
/// </summary>
internal static class ExchangeStages
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("ROUNDS") ?? "15", System.Globalization.CultureInfo.InvariantCulture);

    public static void Run(int routes, string kind)
    {
        var text = Text(routes, kind);
        var validator = new EntityValidator(new ValidationOptions { Plugins = new PluginSchemas(BundledPlugins.All.Select(plugin => plugin.ToSchema())) });
        var content = DeclarativeConfiguration.Parse(text, out _)!;
        var loaded = DeclarativeConfiguration.Load(text, validator);
        Console.WriteLine($"{routes} routes, {text.Length / 1024} KiB of YAML");
        if (Environment.GetEnvironmentVariable("ONLY") == "load") { Measure("load", () => DeclarativeConfiguration.Load(content, validator)); return; }
        Measure("parse", () => DeclarativeConfiguration.Parse(text, out _));
        Measure("parse, validate, build records", () => DeclarativeConfiguration.Load(text, validator));
        Measure("validate, build records", () => DeclarativeConfiguration.Load(content, validator));
        var all = EntityTypes.All.SelectMany(type => loaded.Entities!.All(type)).ToList();
        Measure("validate entities", () => all.Count(entity => validator.Validate(entity.Type, entity.Fields).IsValid));
        Measure("add entities", () => all.Aggregate(EntitySet.Empty(validator), (set, entity) => set.Add(entity).Set!));
        Measure("build records", () => GatewayConfigurationBuilder.Build(loaded.Entities!));
        Measure("route entries", () => loaded.Configuration!.Routes.Select(route => RouteEntryBuilder.Build(new RouteRuntime(route, null, PluginPlan.Empty)).Count()).Sum());
        Measure("router", () => new Router(loaded.Configuration!.Routes.Select(route => new RouteRuntime(route, null, PluginPlan.Empty))));
        Measure("answer", () => Encoding.UTF8.GetBytes(ConfigurationWriter.ToJson(loaded.Entities!)));
    }

    private static void Measure<T>(string name, Func<T> stage)
    {
        var times = new double[Rounds];
        var bytes = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            GC.KeepAlive(stage());
            times[round] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Array.Sort(times);
        Console.WriteLine($"{name,-32} {times[Rounds / 2],8:F1} ms  {bytes / 1024,8:N0} KiB   (first {times[^1]:F1})");
    }

    private static string Text(int routes, string kind)
    {
        var text = new StringBuilder("_format_version: \"3.0\"\nservices:\n  - name: s\n    url: http://127.0.0.1:9/a\n    routes:\n");
        for (var i = 0; i < routes; i++)
        {
            text.Append("      - name: r").Append(i).Append("\n        paths: [\"").Append(kind == "regexes" ? $"~/r{i}/[a-z]+/[0-9]+$" : $"/r{i}/").Append("\"]\n");
        }

        return text.ToString();
    }
}
