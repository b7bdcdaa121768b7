using Hl7.Fhir.Model;
using Mhero.Core.Storage.Reviews;
using Mhero.DevHost.Run;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>A local run of the example in this process, after its first round.</summary>
public sealed class ExampleRun : IAsyncLifetime
{
    public LocalRun Run { get; private set; } = null!;

    public RoundReport FirstRound { get; private set; } = null!;

    /// <summary>Who waits for a person's answer: references of workers and UUIDs of contacts.</summary>
    public IReadOnlyList<string> InReview { get; private set; } = [];

    public async Task InitializeAsync()
    {
        Run = await LocalRun.StartAsync(new LocalRunOptions { Settings = new ConfigurationBuilder().Build() });
        FirstRound = await Run.RoundAsync();
        InReview = [.. (await Run.Services.GetRequiredService<ReviewStore>().ListAsync(100)).Select(review => review.Subject)];
    }

    public async Task DisposeAsync() => await Run.DisposeAsync();

    public Task<IReadOnlyList<T>> AllAsync<T>()
        where T : Resource => FhirReader.AllAsync<T>(Run.FhirServerBase!);

    public async Task<Practitioner> WorkerAsync(string family, string? given = null) => (await AllAsync<Practitioner>()).Single(worker =>
        worker.Name.FirstOrDefault() is { } name && name.Family == family && (given is null || name.Given.Contains(given)));

    /// <summary>The only role of a worker.</summary>
    public async Task<PractitionerRole> RoleOfAsync(Practitioner worker) =>
        Assert.Single(await AllAsync<PractitionerRole>(), role => role.Practitioner?.Reference == $"Practitioner/{worker.Id}");

    /// <summary>The version of every Practitioner and role.</summary>
    public async Task<IReadOnlyList<string>> VersionsAsync() =>
    [
        .. (await AllAsync<Practitioner>()).Concat<Resource>(await AllAsync<PractitionerRole>())
            .Select(resource => $"{resource.Id}/{resource.Meta?.VersionId}").Order(StringComparer.Ordinal),
    ];

    /// <summary>The contact that a worker names.</summary>
    public SimulatedContact ContactOf(Practitioner worker) => Run.Simulator!.Workspace.FindByUuid(Guid.Parse(ContactUuidOf(worker)!))!;

    public async Task<SimulatedContact> ContactAsync(string family, string? given = null) => ContactOf(await WorkerAsync(family, given));

    public static string? ContactUuidOf(Practitioner worker) =>
        worker.Identifier.Find(identifier => identifier.System == "http://app.rapidpro.io/contact-uuid")?.Value;
}
