using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>The rules of a session's fields.</summary>
internal static class DebugSessionValidator
{
    private const int MaxIds = 1_000;
    private const int MaxMaskingRules = 100;
    private const int MaxRetentionDays = 15;
    private const int MaxRetentionDaysWithPayload = 3;

    private static readonly ImmutableArray<string> LogLevels = ["debug", "info", "notice", "warn", "error"];
    private static readonly ImmutableArray<string> Points = ["client", "upstream", "plugins", "third_party"];
    private static readonly ImmutableArray<string> RuleTypes = ["jsonpath", "regex"];
    private static readonly ImmutableArray<string> RuleTargets = ["request", "response", "both"];

    public static void Check(CreateDebugSession request, InvalidParameters errors)
    {
        // What could not be read is not judged once more.
        if (!errors.Mentions("name"))
        {
            errors.Length("name", request.Name, 1, 256);
        }

        errors.Range("duration_seconds", request.DurationSeconds, 10, 1_800);
        errors.Range("max_traces", request.MaxTraces, 1, 1_000);
        errors.MaxItems("data_plane_node_ids", request.DataPlaneNodeIds.Length, MaxIds);
        Check(request.Sampling, errors);
        Check(request.Capture, errors);
        Check("masking_rules", request.MaskingRules, errors);
        LabelRules.Check("labels", request.Labels, errors);
        if (request.RetentionDays is { } days)
        {
            CheckRetention(days, request.Capture.Payload.Enabled, errors);
        }
    }

    public static void Check(PatchDebugSession request, bool payload, InvalidParameters errors)
    {
        if (request.Name is not null)
        {
            errors.Length("name", request.Name, 1, 256);
        }

        if (request.Labels is not null)
        {
            LabelRules.Check("labels", request.Labels, errors);
        }

        if (request.RetentionDays is { } days)
        {
            CheckRetention(days, payload, errors);
        }
    }

    /// <summary>Checks masking rules that are a field, or, with an empty name, the whole body.</summary>
    public static void Check(string field, MaskingRules rules, InvalidParameters errors)
    {
        field = field.Length == 0 ? "" : field + ".";
        errors.MaxItems($"{field}headers", rules.Headers.Length, MaxMaskingRules);
        errors.MaxItems($"{field}body", rules.Body.Length, MaxMaskingRules);
        for (var i = 0; i < rules.Headers.Length; i++)
        {
            errors.Length($"{field}headers[{i}]", rules.Headers[i], 1, 256);
        }

        for (var i = 0; i < rules.Body.Length; i++)
        {
            var rule = rules.Body[i];
            var at = $"{field}body[{i}]";
            errors.Choice($"{at}.type", rule.Type, RuleTypes);
            errors.Choice($"{at}.target", rule.Target, RuleTargets);
            errors.Length($"{at}.value", rule.Value, 1, 1_024);
            CheckPattern($"{at}.value", rule, errors);
        }
    }

    /// <summary>The days a session is kept: what was asked for, else the default; at most 3 with payloads.</summary>
    public static int Retention(CreateDebugSession request, int otherwise) =>
        request.RetentionDays ?? (request.Capture.Payload.Enabled ? Math.Min(otherwise, MaxRetentionDaysWithPayload) : otherwise);

    private static void Check(Sampling sampling, InvalidParameters errors)
    {
        errors.MaxItems("sampling.route_ids", sampling.RouteIds.Length, MaxIds);
        errors.MaxItems("sampling.service_ids", sampling.ServiceIds.Length, MaxIds);
        if (sampling.Rate is not (> 0 and <= 1))
        {
            errors.Add(new InvalidParameter("sampling.rate", sampling.Rate > 1 ? "max" : "min", "must be above 0 and at most 1") { Minimum = 0, Maximum = 1 });
        }

        if (sampling.Expression is { } expression)
        {
            errors.AddRange(SamplingRule.Check("sampling.expression", expression));
        }
    }

    private static void Check(CaptureSpec capture, InvalidParameters errors)
    {
        errors.Choice("capture.logs.level", capture.Logs.Level, LogLevels);
        errors.Range("capture.payload.max_body_bytes", capture.Payload.MaxBodyBytes, 1, PayloadCapture.HighestMaxBodyBytes);
        for (var i = 0; i < capture.Payload.Points.Length; i++)
        {
            errors.Choice($"capture.payload.points[{i}]", capture.Payload.Points[i], Points);
        }

        if (capture.Logs.Enabled)
        {
            errors.Add("capture.logs.enabled", "invalid", "log capture is not available in this version");
        }

        if (capture.Payload.Headers)
        {
            errors.Add("capture.payload.headers", "invalid", "payload capture is not available in this version");
        }

        if (capture.Payload.Body)
        {
            errors.Add("capture.payload.body", "invalid", "payload capture is not available in this version");
        }
    }

    private static void CheckRetention(int days, bool payload, InvalidParameters errors) =>
        errors.Range("retention_days", days, 1, payload ? MaxRetentionDaysWithPayload : MaxRetentionDays);

    private static void CheckPattern(string field, BodyMaskingRule rule, InvalidParameters errors)
    {
        if (rule.Type == "regex")
        {
            try
            {
                _ = new Regex(rule.Value, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                errors.Add(field, "invalid", $"is not a regular expression that can be used: {e.Message}");
            }
        }
        else if (rule.Type == "jsonpath" && !rule.Value.StartsWith('$'))
        {
            errors.Add(field, "invalid", "a JSONPath starts with '$'");
        }
    }
}
