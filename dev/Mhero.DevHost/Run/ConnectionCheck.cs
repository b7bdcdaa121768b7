using Azure;
using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Messaging;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage;
using Mhero.Core.Sync.FlowResults;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Sync.Servers;

namespace Mhero.DevHost.Run;

/// <summary>
/// Asks both sides and the storage account whether they can be used, each once and without patience: somebody waits for
/// the answer. Nothing is written but by <see cref="TryFhirAsync"/>.
/// </summary>
internal sealed class ConnectionCheck : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ConnectionCheck(IConfiguration settings)
    {
        var configuration = new ConfigurationBuilder().AddConfiguration(settings).AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mhero:RapidPro:MaxRetries"] = "0",
            ["Mhero:RapidPro:RequestTimeout"] = "00:00:15",
            ["Mhero:Fhir:MaxRetries"] = "0",
            ["Mhero:Fhir:RequestTimeout"] = "00:00:15",
        }).Build();
        _services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddMhero(configuration).BuildServiceProvider();
    }

    /// <summary>Reads the workspace; throws <see cref="SetupException"/> when that fails.</summary>
    public async Task<Workspace> RapidProAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _services.GetRequiredService<RapidProClient>().GetWorkspaceAsync(cancellationToken);
        }
        catch (RapidProException error)
        {
            throw new SetupException([error.Kind switch
            {
                RapidProErrorKind.Configuration => error.Message,
                RapidProErrorKind.NotFound or RapidProErrorKind.Permanent =>
                    $"The configured address has no RapidPro API (HTTP {error.Status}): check Mhero__RapidPro__BaseUrl.",
                RapidProErrorKind.Throttled =>
                    $"RapidPro's quota is used up: wait {error.RetryAfter?.TotalSeconds:0} s, and check which other programs use Mhero__RapidPro__Token.",
                _ when error.Code == RapidProErrorCodes.Unreachable => error.Message,
                _ => $"RapidPro does not answer correctly ({error.Code}): check Mhero__RapidPro__BaseUrl, and that RapidPro is up.",
            }], error);
        }
    }

    /// <summary>Tries the FLOIP sources that have servers.</summary>
    public Task<IReadOnlyList<SourceFinding>> FlowResultsAsync(CancellationToken cancellationToken) =>
        _services.GetRequiredService<FlowResultsCheck>().TryAsync(cancellationToken);

    /// <summary>Compares the mapping of reports with DHIS2, where the settings name one.</summary>
    public Task<IReadOnlyList<Dhis2Finding>> Dhis2Async(bool withRegistry, CancellationToken cancellationToken) =>
        _services.GetRequiredService<Dhis2Check>().CheckAsync(withRegistry, cancellationToken);

    /// <summary>Compares RapidPro's clock with this machine's, by the <c>Date</c> header of an answer with no contacts in it.</summary>
    /// <returns>How far it is ahead, negative when it is behind; null when RapidPro names no time.</returns>
    public async Task<TimeSpan?> RapidProClockAsync(CancellationToken cancellationToken)
    {
        var time = _services.GetRequiredService<TimeProvider>();
        try
        {
            await foreach (var page in _services.GetRequiredService<RapidProClient>().GetContactPagesAsync(new ContactQuery { After = time.GetUtcNow() }, cancellationToken))
            {
                return page.ServerTime - time.GetUtcNow();
            }

            return null;
        }
        catch (RapidProException error)
        {
            throw new SetupException([error.Message], error);
        }
    }

    /// <summary>Reads the workspace's contact fields and groups, as far as the settings name them.</summary>
    /// <returns>What of them mHero cannot use as the settings say; empty when all is well.</returns>
    public async Task<IReadOnlyList<string>> AssetsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var client = _services.GetRequiredService<RapidProClient>();
            var types = (await client.GetFieldsAsync(cancellationToken)).ToLookup(f => f.Key, f => f.Type, StringComparer.OrdinalIgnoreCase);
            var faults = _services.GetRequiredService<IOptions<ContactMappingOptions>>().Value.MappedFields
                .Where(f => types[f.Key].Any(type => type != f.Value.Type))
                .Select(f => $"{MappingCodes.OtherFieldType}: the contact field {f.Key} has the type {types[f.Key].First()} in RapidPro and {f.Value.Type} in the settings, so values that it cannot show are not compared: change its type in RapidPro, or set Mhero__Contacts__Fields__{f.Key}__Type.")
                .ToList();
            faults.AddRange((await _services.GetRequiredService<GroupReferences>().CheckAsync(cancellationToken))
                .Select(issue => issue.Place is null ? $"{issue.Code}: {issue.Message}" : $"{issue.Code} at {issue.Place}: {issue.Message}"));
            return faults;
        }
        catch (RapidProException error)
        {
            throw new SetupException([error.Message], error);
        }
    }

    /// <summary>Looks for the flows that settings and, unless the registry is started locally, Questionnaires name.</summary>
    /// <returns>The names that are not found or ambiguous; empty when all is well.</returns>
    public Task<IReadOnlyList<FlowIssue>> FlowsAsync(bool withRegistry, CancellationToken cancellationToken) =>
        _services.GetRequiredService<FlowReferences>().CheckAsync(withRegistry, cancellationToken);

    /// <summary>Inspects each flow that settings and, unless the registry is started locally, Questionnaires name.</summary>
    public async Task<IReadOnlyList<FlowFinding>> InspectFlowsAsync(bool withRegistry, Uri? app, CancellationToken cancellationToken)
    {
        try
        {
            return await _services.GetRequiredService<FlowInspection>().InspectAsync(withRegistry, app, cancellationToken);
        }
        catch (Exception error) when (error is RapidProException or FhirException)
        {
            throw new SetupException([error.Message], error);
        }
    }

    /// <summary>Reads the CapabilityStatement, and a Practitioner, since many servers give the statement to anybody.</summary>
    /// <returns>The server's software or FHIR version, for a person.</returns>
    public async Task<string> FhirAsync(CancellationToken cancellationToken)
    {
        var fhir = _services.GetRequiredService<FhirGateway>();
        try
        {
            var statement = await fhir.GetCapabilitiesAsync(cancellationToken);
            var version = statement.FhirVersionElement?.JsonValue as string ?? "of unknown version";
            if (!version.StartsWith("4.0", StringComparison.Ordinal))
            {
                throw new SetupException([$"The FHIR server speaks FHIR {version} and mHero R4 (4.0.1): set Mhero__Fhir__BaseUrl to its R4 base."]);
            }

            await fhir.SearchAsync(new FhirSearch("Practitioner").With("_count", "1"), cancellationToken);
            return statement.Software?.Name is { } software ? $"{software}, FHIR {version}" : $"FHIR {version}";
        }
        catch (FhirException error)
        {
            throw new SetupException([error.Code switch
            {
                FhirErrorCodes.NotAuthorized =>
                    $"The FHIR server refused the request (HTTP {(int?)error.Status}): check Mhero__Fhir__Authentication, its credentials and their rights on the server.",
                FhirErrorCodes.NoToken or FhirErrorCodes.Redirected => Capital(error.Message[(error.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..]) + ".",
                FhirErrorCodes.Unreachable or FhirErrorCodes.TimedOut => "The FHIR server cannot be reached: check Mhero__Fhir__BaseUrl and the network.",
                FhirErrorCodes.NotFound or FhirErrorCodes.Unreadable or FhirErrorCodes.Rejected =>
                    "The configured address has no FHIR server: set Mhero__Fhir__BaseUrl to its FHIR base, such as https://registry.example.org/fhir.",
                _ => $"The FHIR server does not answer correctly ({error.Code}): check Mhero__Fhir__BaseUrl, and that the server is up.",
            }], error);
        }
    }

    /// <summary>Tries what mHero relies on, with resources that are deleted again.</summary>
    /// <returns>What each trial showed; one that says why none was possible.</returns>
    public async Task<IReadOnlyList<ServerFinding>> TryFhirAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await new ServerProbe(_services.GetRequiredService<FhirGateway>(), _services.GetRequiredService<TimeProvider>()).RunAsync(cancellationToken);
        }
        catch (FhirException error)
        {
            return [new ServerFinding("trial", false, $"The behaviour that mHero relies on could not be tried ({error.Code}): the credentials have to be allowed to create, search and delete Basic resources.")];
        }
    }

    /// <summary>Keeps the findings as the profile of the server, for the defaults of the app and for its status.</summary>
    /// <param name="findings">What <see cref="TryFhirAsync"/> returned.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SetupException">The storage account refuses the write.</exception>
    public async Task KeepProfileAsync(IReadOnlyList<ServerFinding> findings, CancellationToken cancellationToken)
    {
        try
        {
            await _services.GetRequiredService<ServerProfileStore>().KeepAsync(findings, cancellationToken);
        }
        catch (RequestFailedException error)
        {
            throw new SetupException([$"The storage account can be read but refuses writes to its tables (HTTP {error.Status}, {error.ErrorCode}): give the identity the role Storage Table Data Contributor."], error);
        }
    }

    /// <summary>Asks tables and queues; throws <see cref="SetupException"/> when one of them fails.</summary>
    public async Task StorageAsync(CancellationToken cancellationToken)
    {
        if (await _services.GetRequiredService<StorageHealth>().CheckAsync(cancellationToken) is { } fault)
        {
            throw new SetupException([fault]);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
