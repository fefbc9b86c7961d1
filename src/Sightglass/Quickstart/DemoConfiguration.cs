using System.Globalization;

namespace Sightglass.Quickstart;

/// <summary>The configuration that a fresh quickstart begins with, as a declarative file.</summary>
internal static class DemoConfiguration
{
    /// <summary>The key of the demo's consumer. It opens nothing but the demo API.</summary>
    public const string PartnerKey = "demo-key";

    /// <summary>The name of the service that stands for the demo API.</summary>
    public const string ServiceName = "orders-api";

    /// <summary>The file, with the demo API as its upstream.</summary>
    /// <param name="demoPort">Where the demo API listens on loopback.</param>
    public static string For(int demoPort) => string.Create(CultureInfo.InvariantCulture, $$"""
        _format_version: "3.0"

        services:
          - name: {{ServiceName}}
            url: http://127.0.0.1:{{demoPort}}
            retries: 2
            routes:
              - name: orders
                paths: [/orders]
                strip_path: false
                plugins:
                  - name: response-transformer
                    config:
                      add:
                        headers: ["X-Demo:sightglass"]
              - name: reports
                paths: [/reports]
                methods: [GET]
                strip_path: false
              - name: inventory
                paths: [/inventory]
                strip_path: false
              - name: export
                paths: [/export]
                strip_path: false
              - name: events
                paths: [/events]
                strip_path: false
              - name: partner
                paths: [/partner]
                plugins:
                  - name: key-auth
                    config:
                      hide_credentials: true
                  - name: request-transformer
                    config:
                      add:
                        headers: ["X-Partner-Api:yes"]
              - name: retired
                paths: [/v1]
                plugins:
                  - name: request-termination
                    config:
                      status_code: 410
                      message: This version was retired. Use /orders.

        consumers:
          - username: acme
            keyauth_credentials:
              - key: {{PartnerKey}}

        plugins:
          - name: correlation-id
            config:
              header_name: X-Correlation-Id
              generator: uuid
              echo_downstream: true

        """);
}
