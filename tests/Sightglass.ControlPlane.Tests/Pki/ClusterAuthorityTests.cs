using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sightglass.ControlPlane.Pki;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Pki;

public sealed class ClusterAuthorityTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _clock = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_Twice_KeepsAuthorityAndServer()
    {
        using var first = ClusterAuthority.LoadOrCreate(_directory.Path, [], _clock);
        var server = first.Server.Thumbprint;
        using var second = ClusterAuthority.LoadOrCreate(_directory.Path, [], _clock);

        Assert.Equal(first.AuthorityPem, second.AuthorityPem);
        Assert.Equal(server, second.Server.Thumbprint);
    }

    [Fact]
    public void Server_NearItsEnd_IsMadeAnew()
    {
        using var authority = ClusterAuthority.LoadOrCreate(_directory.Path, [], _clock);
        var first = authority.Server.Thumbprint;
        _clock.Advance(TimeSpan.FromDays(360));
        Assert.Equal(first, authority.Server.Thumbprint);
        _clock.Advance(TimeSpan.FromDays(10));

        Assert.NotEqual(first, authority.Server.Thumbprint);
    }

    [Fact]
    public void Server_OtherNames_IsMadeAnewAndHasThem()
    {
        using var first = ClusterAuthority.LoadOrCreate(_directory.Path, [], _clock);
        var before = first.Server.Thumbprint;
        using var second = ClusterAuthority.LoadOrCreate(_directory.Path, ["gateway.example.com", "192.0.2.7"], _clock);

        Assert.NotEqual(before, second.Server.Thumbprint);
        Assert.True(second.Server.MatchesHostname("gateway.example.com"));
        Assert.True(second.Server.MatchesHostname("192.0.2.7"));
        Assert.True(second.Server.MatchesHostname("localhost"));
        Assert.True(second.Server.MatchesHostname("0123456789.cp.sightglass"));
        Assert.False(second.Server.MatchesHostname("example.com"));
    }

    [Fact]
    public void Certificates_All_ChainToTheAuthorityForTheirUse()
    {
        using var authority = ClusterAuthority.LoadOrCreate(_directory.Path, [], _clock);
        using var root = X509Certificate2.CreateFromPem(authority.AuthorityPem);
        using var node = authority.IssueNode("node-1");

        Assert.True(Chains(authority.Server, root, "1.3.6.1.5.5.7.3.1"));
        Assert.False(Chains(authority.Server, root, "1.3.6.1.5.5.7.3.2"));
        Assert.True(Chains(node, root, "1.3.6.1.5.5.7.3.2"));
        Assert.False(Chains(node, root, "1.3.6.1.5.5.7.3.1"));
        Assert.Equal("node-1", node.GetNameInfo(X509NameType.SimpleName, false));
        Assert.Equal(256, node.GetECDsaPublicKey()!.KeySize);
    }

    [Fact]
    public void Files_OfKeys_AreForTheirOwnerOnlyAndMustStaySo()
    {
        FileModes.SkipOnWindows();
        using (var authority = ClusterAuthority.LoadOrCreate(_directory.Path, [], _clock))
        {
            _ = authority.Server;
        }

        var pki = Path.Combine(_directory.Path, "pki");
        Assert.All(Directory.GetFiles(pki), file => Assert.Equal(FileModes.OwnerOnly, FileModes.Of(file)));
        Assert.Equal(FileModes.OwnerOnly | UnixFileMode.UserExecute, FileModes.Of(pki));

        FileModes.Set(Path.Combine(pki, "ca.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Throws<CryptographicException>(() => ClusterAuthority.LoadOrCreate(_directory.Path, [], _clock));
    }

    private bool Chains(X509Certificate2 certificate, X509Certificate2 root, string usage)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _clock.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        return chain.Build(certificate);
    }
}
