using System.Net;
using Microsoft.Extensions.Primitives;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Tls;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>Who sent the request, as plugins see it.</summary>
internal sealed class RuntimePluginClient(RequestContext context) : PluginClient
{
    public override IPAddress Address => context.ClientAddress;

    public override int Port => context.ClientPort;

    public override IPAddress PeerAddress => context.Connection.PeerAddress;

    public override int PeerPort => context.Connection.Peer.Port;

    public override bool IsTrusted(IPAddress address)
        => context.Runtime.RealIp.IsTrusted(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    public override ClientCertificate? Certificate => context.Connection.Handshake?.Client?.Certificate;

    public override string? CertificateVerdict
    {
        get => context.CertificateVerdict
            ?? (context.IsTls ? context.Connection.Handshake?.Client?.Verdict ?? ClientCertificateCheck.None : null);
        set
        {
            if (value is not "SUCCESS" and not "NONE" && value?.StartsWith("FAILED:", StringComparison.Ordinal) != true)
            {
                throw new ArgumentException($"unknown client verify value: {value} accepted values are: \"SUCCESS\", \"NONE\" or \"FAILED:<reason>\"");
            }

            context.CertificateVerdict = value;
        }
    }

    public override ConsumerConfig? Consumer => context.Consumer;

    public override CredentialConfig? Credential => context.Credential;

    public override void Authenticate(ConsumerConfig? consumer, CredentialConfig? credential)
    {
        context.Consumer = consumer;
        context.Credential = credential;
        Set("X-Consumer-ID", consumer?.Id.ToString());
        Set("X-Consumer-Custom-ID", consumer?.CustomId);
        Set("X-Consumer-Username", consumer?.Username);
        Set("X-Credential-Identifier", credential is null ? null : CredentialIdentifier.Of(credential));
        Set("X-Anonymous-Consumer", consumer is not null && credential is null ? "true" : null);
    }

    private void Set(string name, string? value)
        => context.Changes.SetHeader(name, value is null ? StringValues.Empty : new StringValues(HeaderText.Encode(value)));
}
