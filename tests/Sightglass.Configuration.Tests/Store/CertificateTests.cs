using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Tests.Store;

public sealed class CertificateTests
{
    private readonly EntitySet _empty = EntitySet.Empty(TestPlugins.Validator());

    [Fact]
    public void Insert_WithNames_MakesSnisAndShowsThem()
    {
        var outcome = _empty.Insert(EntityTypes.Certificates, Body(TestCertificates.Ec, "b.test", "a.test"));

        Assert.True(outcome.Succeeded, outcome.Error?.Message);
        Assert.Equal("[\"a.test\",\"b.test\"]", outcome.Set.Present(outcome.Entity!)["snis"]!.ToJsonString());
        Assert.Equal(2, outcome.Set.All(EntityTypes.Snis).Count());
        Assert.Equal(outcome.Entity!.Id, outcome.Set.Find(EntityTypes.Certificates, "a.test")!.Id);
    }

    [Fact]
    public void Patch_Names_ReplacesThemAndOtherFieldsLeaveThem()
    {
        var inserted = _empty.Insert(EntityTypes.Certificates, Body(TestCertificates.Ec, "a.test", "b.test"));
        var id = inserted.Entity!.Id.ToString();
        var kept = inserted.Set!.All(EntityTypes.Snis).Single(s => s.Key == "b.test");

        var tagged = inserted.Set.Patch(EntityTypes.Certificates, id, Json.Of("{'tags': ['t']}"));
        var renamed = inserted.Set.Patch(EntityTypes.Certificates, id, Json.Of("{'snis': ['b.test', 'c.test']}"));
        var cleared = inserted.Set.Patch(EntityTypes.Certificates, id, Json.Of("{'snis': null}"));

        Assert.Equal(2, tagged.Set!.All(EntityTypes.Snis).Count());
        Assert.Equal("[\"b.test\",\"c.test\"]", renamed.Set!.Present(renamed.Entity!)["snis"]!.ToJsonString());
        Assert.Equal(kept.Id, renamed.Set.Find(EntityTypes.Snis, "b.test")!.Id);
        Assert.Empty(cleared.Set!.All(EntityTypes.Snis));
    }

    [Fact]
    public void Insert_NameOfAnotherCertificate_IsRefused()
    {
        var first = _empty.Insert(EntityTypes.Certificates, Body(TestCertificates.Ec, "a.test"));

        var error = first.Set!.Insert(EntityTypes.Certificates, Body(TestCertificates.OtherEc, "a.test")).Error!;

        Assert.Equal(
            $"schema violation (snis: a.test already associated with existing certificate '{first.Entity!.Id}')", error.Message);
    }

    [Fact]
    public void Insert_BadNames_AreReportedByPosition()
    {
        var error = _empty.Insert(EntityTypes.Certificates, Body(TestCertificates.Ec, "ok.test", "10.0.0.1")).Error!;

        Assert.Equal("schema violation (snis.2: must not be an IP)", error.Message);
    }

    [Fact]
    public void Delete_Certificate_TakesItsNamesUnlessAServiceShowsIt()
    {
        var inserted = _empty.Insert(EntityTypes.Certificates, Body(TestCertificates.Ec, "a.test"));
        var id = inserted.Entity!.Id.ToString();
        var used = inserted.Set!.Insert(
            EntityTypes.Services, Json.Of($"{{'host': 'a', 'protocol': 'https', 'client_certificate': {{'id': '{id}'}}}}"));

        Assert.Equal(0, inserted.Set.Delete(EntityTypes.Certificates, id).Set!.Count);
        Assert.Equal(
            "an existing 'services' entity references this 'certificates' entity",
            used.Set!.Delete(EntityTypes.Certificates, id).Error!.Message);
    }

    [Fact]
    public void Insert_KeyOfAnother_IsRefusedWithoutShowingIt()
    {
        var error = _empty.Insert(EntityTypes.Certificates, Body((TestCertificates.Ec.Cert, TestCertificates.OtherEc.Key))).Error!;

        Assert.Equal("schema violation (certificate does not match key)", error.Message);
        Assert.DoesNotContain("PRIVATE", error.ToJson().ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Insert_Nonsense_NamesBothFields()
    {
        var error = _empty.Insert(EntityTypes.Certificates, Json.Of("{'cert': 'x', 'key': 'y'}")).Error!;

        Assert.Equal(
            "2 schema violations (cert: invalid certificate: expected a PEM block -----BEGIN CERTIFICATE-----; "
            + "key: invalid key: expected a PEM block -----BEGIN PRIVATE KEY-----)",
            error.Message);
    }

    [Fact]
    public void Insert_Alternative_MustBeCompleteOfAnotherTypeAndMatch()
    {
        Assert.True(_empty.Insert(EntityTypes.Certificates, WithAlternative(TestCertificates.Rsa)).Succeeded);
        Assert.Contains("different type",
            _empty.Insert(EntityTypes.Certificates, WithAlternative(TestCertificates.OtherEc)).Error!.Message, StringComparison.Ordinal);
        Assert.Equal(
            "schema violation (all or none of these fields must be set: 'cert_alt', 'key_alt')",
            _empty.Insert(EntityTypes.Certificates, WithAlternative((TestCertificates.Rsa.Cert, null!))).Error!.Message);
        Assert.Equal(
            "schema violation (alternative certificate does not match key)",
            _empty.Insert(
                EntityTypes.Certificates, WithAlternative((TestCertificates.Rsa.Cert, TestCertificates.OtherEc.Key))).Error!.Message);
    }

    [Fact]
    public void Insert_Authority_ComputesItsDigest()
    {
        var outcome = _empty.Insert(EntityTypes.CaCertificates, new JsonObject { ["cert"] = TestCertificates.Authority });

        using var certificate = X509Certificate2.CreateFromPem(TestCertificates.Authority);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)), outcome.Entity!.Fields["cert_digest"]!.GetValue<string>());
        Assert.Equal(
            5, outcome.Set!.Insert(EntityTypes.CaCertificates, new JsonObject { ["cert"] = TestCertificates.Authority }).Error!.Code);
    }

    [Fact]
    public void Insert_BadAuthority_SaysWhy()
    {
        Assert.Equal(
            "schema violation (certificate does not appear to be a CA because it is missing the \"CA\" basic constraint)",
            Message(TestCertificates.Ec.Cert));
        Assert.Equal(
            "schema violation (certificate expired, \"Not After\" time is in the past)", Message(TestCertificates.ExpiredAuthority));
        Assert.Equal(
            "schema violation (please submit only one certificate at a time)",
            Message(TestCertificates.Authority + "\n" + TestCertificates.Authority));

        string Message(string cert) => _empty.Insert(EntityTypes.CaCertificates, new JsonObject { ["cert"] = cert }).Error!.Message;
    }

    [Fact]
    public void Delete_AuthorityInUse_IsRefused()
    {
        var set = _empty.Insert(EntityTypes.CaCertificates, new JsonObject { ["cert"] = TestCertificates.Authority }).Set!;
        var id = set.All(EntityTypes.CaCertificates).Single().Id;
        var used = set.Insert(EntityTypes.Services, Json.Of($"{{'host': 'a', 'protocol': 'https', 'ca_certificates': ['{id}']}}"));

        Assert.True(used.Succeeded, used.Error?.Message);
        Assert.Equal(4, used.Set.Delete(EntityTypes.CaCertificates, id.ToString()).Error!.Code);
        Assert.True(set.Delete(EntityTypes.CaCertificates, id.ToString()).Succeeded);
    }

    [Fact]
    public void Load_NestedSnis_ObjectsAndNamesMeanTheSame()
    {
        var content = new JsonObject
        {
            ["_format_version"] = "3.0",
            ["certificates"] = new JsonArray(Body(TestCertificates.Ec, "a.test")),
            ["snis"] = new JsonArray(),
        };
        content["certificates"]![0]!["snis"]!.AsArray().Add(new JsonObject { ["name"] = "*.b.test" });

        var result = DeclarativeConfiguration.Load(content, TestPlugins.Validator());

        Assert.Empty(result.Errors);
        Assert.Equal(["*.b.test", "a.test"], Assert.Single(result.Configuration!.Certificates).Snis);
    }

    private static JsonObject Body((string Cert, string Key) pair, params string[] names)
    {
        var body = new JsonObject { ["cert"] = pair.Cert, ["key"] = pair.Key };
        if (names.Length > 0)
        {
            body["snis"] = new JsonArray([.. names.Select(n => (JsonNode)n)]);
        }

        return body;
    }

    private static JsonObject WithAlternative((string Cert, string Key) pair)
    {
        var body = Body(TestCertificates.Ec);
        body["cert_alt"] = pair.Cert;
        body["key_alt"] = pair.Key;
        return body;
    }
}
