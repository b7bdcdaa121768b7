namespace Mhero.DevHost.Services;

/// <summary>The FHIR R4 server of the local run, in memory, as a child process. It ends when it is disposed of or when this process ends.</summary>
public sealed class FhirServerProcess : IAsyncDisposable
{
    private const string ReadyPrefix = "listening on ";

    private readonly NodeProcess _process;

    private FhirServerProcess(NodeProcess process, Uri baseUrl)
    {
        _process = process;
        BaseUrl = baseUrl;
    }

    /// <summary>The FHIR base, for instance <c>http://127.0.0.1:8080/fhir</c>. At the root of the same address are pages for people.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Starts the server and waits until it listens. <see cref="NodeModules.EnsureAsync"/> comes first.</summary>
    /// <param name="port">Port on 127.0.0.1; 0 finds a free one.</param>
    /// <param name="profile">Which server it behaves as.</param>
    /// <param name="cancellationToken">Ends the wait; the started process is ended too.</param>
    /// <exception cref="LocalServiceException">It did not start; the message holds its output.</exception>
    public static async Task<FhirServerProcess> StartAsync(
        int port = 0, FhirServerProfile profile = FhirServerProfile.Default, CancellationToken cancellationToken = default)
    {
        var (process, address) = await StartScriptAsync(
            "fhir-server.mjs", ["--port", port.ToString(CultureInfo.InvariantCulture), "--profile", NameOf(profile)], cancellationToken);
        return new FhirServerProcess(process, address);
    }

    /// <summary>Starts a script and waits for the line that names its address.</summary>
    internal static async Task<(NodeProcess Process, Uri Address)> StartScriptAsync(string script, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = NodeProcess.Start(script, arguments, line =>
        {
            if (line.StartsWith(ReadyPrefix, StringComparison.Ordinal))
            {
                address.TrySetResult(new Uri(line[ReadyPrefix.Length..]));
            }
        });
        try
        {
            await process.WaitAsync("The FHIR server", TimeSpan.FromSeconds(60), _ => Task.FromResult(address.Task.IsCompleted), cancellationToken);
            return (process, await address.Task);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    internal static string NameOf(FhirServerProfile profile) => profile switch
    {
        FhirServerProfile.Medplum => "medplum",
        FhirServerProfile.MedplumTransactions => "medplum-transactions",
        FhirServerProfile.Candle => "candle",
        FhirServerProfile.Hapi => "hapi",
        FhirServerProfile.Azure => "azure",
        _ => "default",
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
