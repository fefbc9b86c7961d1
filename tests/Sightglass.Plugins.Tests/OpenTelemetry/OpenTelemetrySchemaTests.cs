using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Validation;
using Sightglass.Plugins.OpenTelemetry;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.OpenTelemetry;

public sealed class OpenTelemetrySchemaTests
{
    [Fact]
    public void Config_OfAnEndpointOnly_HasTheFieldsDefaults()
    {
        var validator = new EntityValidator(new ValidationOptions { Plugins = new PluginSchemas([new OpenTelemetryPlugin().ToSchema()]) });
        var valid = validator.Validate(EntityTypes.Plugins, JsonNode.Parse(
            """{"name": "opentelemetry", "config": {"traces_endpoint": "http://collector:4318/v1/traces"}}""")!.AsObject());

        Assert.True(valid.IsValid, valid.IsValid ? "" : valid.Message);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""
                    {"traces_endpoint": "http://collector:4318/v1/traces", "logs_endpoint": null, "headers": null, "resource_attributes": null,
                     "queue": {"max_batch_size": 200, "max_coalescing_delay": 1, "max_entries": 10000, "max_bytes": null, "initial_retry_delay": 0.01,
                               "max_retry_delay": 60, "max_retry_time": 60, "concurrency_limit": 1},
                     "batch_span_count": null, "batch_flush_delay": null, "connect_timeout": 1000, "send_timeout": 5000, "read_timeout": 5000,
                     "http_response_header_for_traceid": null, "header_type": "preserve", "sampling_rate": null,
                     "propagation": {"extract": null, "clear": null, "inject": null, "default_format": "w3c"}, "endpoint": null}
                    """),
                valid.Value!["config"]),
            valid.Value["config"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{}""", "at least one of these fields must be non-empty: 'config.traces_endpoint', 'config.logs_endpoint'")]
    [InlineData("""{"logs_endpoint":"http://a/"}""")]
    [InlineData("""{"endpoint":"http://a/"}""")]
    [InlineData("""{"traces_endpoint":"http://a/","resource_attributes":{"foo":""}}""", "resource_attributes.foo: length must be at least 1")]
    [InlineData("""{"traces_endpoint":"collector"}""", "traces_endpoint: missing host in url")]
    [InlineData("""{"traces_endpoint":"//collector"}""", "traces_endpoint: missing scheme in url")]
    [InlineData("""{"traces_endpoint":"http://a/","sampling_rate":1.5}""", "sampling_rate: value should be between 0 and 1")]
    [InlineData("""{"traces_endpoint":"http://a/","connect_timeout":2147483647}""", "connect_timeout: value should be between 0 and 2147483646")]
    [InlineData("""{"traces_endpoint":"http://a/","header_type":"zipkin"}""", "header_type: expected one of: preserve, ignore, b3, b3-single, w3c, jaeger, ot, aws, gcp, datadog")]
    [InlineData("""{"traces_endpoint":"http://a/","header_type":null}""")]
    [InlineData("""{"traces_endpoint":"http://a/","propagation":{"extract":["w3c"]}}""", "propagation.default_format: required field missing")]
    [InlineData("""{"traces_endpoint":"http://a/","propagation":{"extract":["b3-single"],"default_format":"w3c"}}""", "propagation.extract[0]: expected one of: w3c, datadog, b3, gcp, jaeger, aws, ot")]
    [InlineData("""{"traces_endpoint":"http://a/","propagation":{"inject":["preserve","b3-single"],"default_format":"b3"}}""")]
    [InlineData("""{"traces_endpoint":"http://a/","propagation":{"inject":["none"],"default_format":"b3"}}""", "propagation.inject[0]: expected one of: preserve, w3c, datadog, b3, gcp, b3-single, jaeger, aws, ot")]
    [InlineData("""{"traces_endpoint":"http://a/","propagation":{"clear":["a b"],"default_format":"b3"}}""", "propagation.clear[0]: bad header name 'a b', allowed characters are A-Z, a-z, 0-9, '_', and '-'")]
    [InlineData("""{"traces_endpoint":"http://a/","headers":{"a b":"c"}}""", "headers.a b: bad header name 'a b', allowed characters are A-Z, a-z, 0-9, '_', and '-'")]
    public void Config_Checked_SaysWhatIsWrong(string config, params string[] problems) =>
        Assert.Equal(problems, PluginFactory.Problems(new OpenTelemetryPlugin(), config));
}
