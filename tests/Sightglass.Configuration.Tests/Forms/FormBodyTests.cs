using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Forms;
using Sightglass.Configuration.Schema;

namespace Sightglass.Configuration.Tests.Forms;

public sealed class FormBodyTests
{
    [Theory]
    [InlineData("host=a.test&port=80&enabled=false", """{"host":"a.test","port":80,"enabled":false}""")]
    [InlineData("path=&name=x", """{"path":null,"name":"x"}""")]
    [InlineData("tags=a&tags=b", """{"tags":["a","b"]}""")]
    [InlineData("tags[]=a&tags[]=b", """{"tags":["a","b"]}""")]
    [InlineData("tags[2]=b&tags[1]=a", """{"tags":["a","b"]}""")]
    [InlineData("tags=a", """{"tags":["a"]}""")]
    [InlineData("tags=", """{"tags":null}""")]
    [InlineData("port=eighty", """{"port":"eighty"}""")]
    [InlineData("name=80", """{"name":"80"}""")]
    [InlineData("client_certificate.id=x", """{"client_certificate":{"id":"x"}}""")]
    [InlineData("url=http%3A%2F%2Fa.test%2Fx+y", """{"url":"http://a.test/x y"}""")]
    [InlineData("unknown.a=1&unknown.b[1]=2", """{"unknown":{"a":"1","b":["2"]}}""")]
    public void Parse_ServiceForm_TakesTypesFromTheSchema(string form, string expected) =>
        Assert.Equal(expected, FormBody.Parse(form, EntityTypes.Services.Schema).ToJsonString());

    [Theory]
    [InlineData("paths[]=/x&methods[1]=GET", """{"paths":["/x"],"methods":["GET"]}""")]
    [InlineData("headers.x-a[]=1&headers.x-b=2", """{"headers":{"x-a":["1"],"x-b":["2"]}}""")]
    [InlineData("sources[1].ip=10.0.0.1&sources[1].port=5&sources[2].port=6", """{"sources":[{"ip":"10.0.0.1","port":5},{"port":6}]}""")]
    public void Parse_RouteForm_UnderstandsNesting(string form, string expected) =>
        Assert.Equal(expected, FormBody.Parse(form, EntityTypes.Routes.Schema).ToJsonString());

    [Fact]
    public void Parse_PluginForm_UsesTheSchemaOfThePlugin()
    {
        var schema = TestPlugins.Validator().SchemaOf(EntityTypes.Plugins, "rate-limiting");

        var body = FormBody.Parse("name=rate-limiting&config.minute=1.5&config.redis.port=7&config.labels.a=9&config.fault_tolerant=false", schema);

        Assert.Equal(
            """{"name":"rate-limiting","config":{"minute":1.5,"redis":{"port":7},"labels":{"a":"9"},"fault_tolerant":false}}""",
            body.ToJsonString());
    }

    [Theory]
    [InlineData("a=1&a.b=2")]
    [InlineData("a.b=2&a=1")]
    [InlineData("=1")]
    [InlineData("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q=1")]
    public void Parse_ContradictionOrExcess_IsRefused(string form) =>
        Assert.Throws<FormatException>(() => FormBody.Parse(form, RecordSchema.Empty));

    [Fact]
    public void Parse_TooManyFields_IsRefused() =>
        Assert.Throws<FormatException>(() => FormBody.Parse(string.Join('&', Enumerable.Range(0, 1001).Select(i => $"a{i}=1")), RecordSchema.Empty));
}
