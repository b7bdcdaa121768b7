using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Mhero.Core.Storage.Queues;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Mhero.Functions.Telemetry;

/// <summary>Exports traces, metrics and logs with OpenTelemetry.</summary>
public static class TelemetryServiceCollectionExtensions
{
    /// <summary>Where an OTLP collector listens; the variable is OpenTelemetry's own, as are the others that begin with <c>OTEL_</c>.</summary>
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Connection string of an Application Insights resource; the Functions host reads it too.</summary>
    public const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>How to sign in to Application Insights, such as <c>Authorization=AAD;ClientId=…</c>; the Functions host reads it too.</summary>
    public const string ApplicationInsightsAuthentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>
    /// Adds the exporters that the settings name: OTLP, Azure Monitor, both, or none. Without any, nothing is collected. Categories that log
    /// the addresses of requests are kept at Warning.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the settings named above.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMheroTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        // ASP.NET Core logs the address of each request, and with it the function key in ?code=. Traces have the requests.
        services.AddLogging(logging => logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Azure", LogLevel.Warning)
            .AddFilter("System.Net.Http", LogLevel.Warning));
        var usesOtlp = configuration[OtlpEndpoint] is { Length: > 0 };
        var monitor = configuration[ApplicationInsights] is { Length: > 0 } connection ? Monitor(connection, configuration[ApplicationInsightsAuthentication]) : null;
        if (!usesOtlp && monitor is null)
        {
            return services;
        }

        services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .ConfigureResource(resource => resource.AddService("mhero"))
            .WithTracing(tracing =>
            {
                tracing.AddSource(MessageTrace.SourceName, "System.Net.Http").AddProcessor(new AddressRedaction());
                _ = usesOtlp ? tracing.AddOtlpExporter() : tracing;
                _ = monitor is null ? tracing : tracing.AddAzureMonitorTraceExporter(monitor);
            })
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(MessageTrace.SourceName, "System.Net.Http", "System.Runtime");
                _ = usesOtlp ? metrics.AddOtlpExporter() : metrics;
                _ = monitor is null ? metrics : metrics.AddAzureMonitorMetricExporter(monitor);
            })
            .WithLogging(
                logging =>
                {
                    _ = usesOtlp ? logging.AddOtlpExporter() : logging;
                    _ = monitor is null ? logging : logging.AddAzureMonitorLogExporter(monitor);
                },
                options => options.IncludeFormattedMessage = true);
        return services;
    }

    private static Action<AzureMonitorExporterOptions> Monitor(string connection, string? authentication) => options =>
    {
        options.ConnectionString = connection;
        var parts = (authentication ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        if (parts.GetValueOrDefault("Authorization") == "AAD")
        {
            options.Credential = parts.GetValueOrDefault("ClientId") is { Length: > 0 } client
                ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client))
                : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned);
        }
    };
}
