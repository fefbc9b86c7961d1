using Microsoft.Extensions.Primitives;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Proxying;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>The request to the upstream, as plugins see and change it.</summary>
internal sealed class RuntimePluginServiceRequest(RequestContext context) : PluginServiceRequest
{
    private ServiceRequestChanges Changes => context.Changes;

    public override string Method
    {
        get => Changes.Method ?? context.Method;
        set
        {
            HeaderRules.CheckName(value);
            Changes.Method = value;
        }
    }

    public override string? Path
    {
        get => Changes.Path ?? (context.Match is null ? null : context.ComposeUpstreamPath().ToString());
        set => Changes.Path = value;
    }

    public override string QueryString
    {
        get => Changes.QueryString ?? (context.Query is { IsEmpty: false } query ? query[1..].ToString() : "");
        set => Changes.QueryString = value;
    }

    public override string? Host
    {
        get => Changes.Host;
        set
        {
            if (value is not null)
            {
                HeaderRules.CheckValue(value);
            }

            Changes.Host = value;
        }
    }

    public override StringValues GetHeader(string name)
        => Changes.TryGetHeader(name, out var value) ? value : context.RequestHeaders[name];

    public override void SetHeader(string name, StringValues value)
    {
        HeaderRules.CheckName(name);
        HeaderRules.CheckValues(value);
        if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
        {
            Changes.Host = value.Count > 0 ? value[0] : null;
            return;
        }

        Changes.SetHeader(name, value);
    }

    public override void AddHeader(string name, StringValues value)
    {
        HeaderRules.CheckName(name);
        HeaderRules.CheckValues(value);
        Changes.SetHeader(name, StringValues.Concat(GetHeader(name), value));
    }

    public override void RemoveHeader(string name)
    {
        HeaderRules.CheckName(name);
        Changes.SetHeader(name, StringValues.Empty);
    }

    public override IEnumerable<KeyValuePair<string, StringValues>> Headers
    {
        get
        {
            foreach (var (name, value) in context.RequestHeaders)
            {
                if (!Changes.TryGetHeader(name, out _))
                {
                    yield return KeyValuePair.Create(name, value);
                }
            }

            foreach (var (name, value) in Changes.Headers)
            {
                if (value.Count > 0)
                {
                    yield return KeyValuePair.Create(name, value);
                }
            }
        }
    }

    public override ReadOnlyMemory<byte>? ChangedBody => Changes.Body;

    public override void SetBody(ReadOnlyMemory<byte> body) => Changes.Body = body;

    public override void EnableBuffering() => Changes.Buffering = true;
}
