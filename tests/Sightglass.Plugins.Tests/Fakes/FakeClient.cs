using System.Net;
using Sightglass.Configuration.Entities;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Fakes;

/// <summary>The client; sets the consumer headers on the upstream request as the gateway does.</summary>
internal sealed class FakeClient(FakeServiceRequest serviceRequest) : PluginClient
{
    private ConsumerConfig? _consumer;
    private CredentialConfig? _credential;

    public override IPAddress Address => AddressValue;

    public override int Port => 50_000;

    public override IPAddress PeerAddress => AddressValue;

    public override int PeerPort => 50_000;

    public override ClientCertificate? Certificate => CertificateValue;

    public override string? CertificateVerdict
    {
        get => VerdictValue;
        set => VerdictValue = value is "SUCCESS" or "NONE" || value?.StartsWith("FAILED:", StringComparison.Ordinal) == true
            ? value
            : throw new ArgumentException($"unknown client verify value: {value} accepted values are: \"SUCCESS\", \"NONE\" or \"FAILED:<reason>\"");
    }

    public ClientCertificate? CertificateValue { get; set; }

    public string? VerdictValue { get; set; }

    public override ConsumerConfig? Consumer => _consumer;

    public override CredentialConfig? Credential => _credential;

    public HashSet<IPAddress> Trusted { get; } = [];

    public override bool IsTrusted(IPAddress address) => Trusted.Contains(address);

    public IPAddress AddressValue { get; set; } = IPAddress.Parse("203.0.113.7");

    public override void Authenticate(ConsumerConfig? consumer, CredentialConfig? credential)
    {
        _consumer = consumer;
        _credential = credential;
        Set("X-Consumer-ID", consumer?.Id.ToString("D"));
        Set("X-Consumer-Custom-ID", consumer?.CustomId);
        Set("X-Consumer-Username", consumer?.Username);
        Set("X-Credential-Identifier", credential is null ? null : CredentialIdentifier.Of(credential));
        Set("X-Anonymous-Consumer", consumer is not null && credential is null ? "true" : null);
    }

    private void Set(string name, string? value)
    {
        if (value is null)
        {
            serviceRequest.RemoveHeader(name);
        }
        else
        {
            serviceRequest.SetHeader(name, value);
        }
    }
}
