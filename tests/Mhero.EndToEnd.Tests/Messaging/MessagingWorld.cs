using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Requests;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging;

/// <summary>A registry and a RapidPro in step, and a client that POSTs CommunicationRequests.</summary>
public sealed class MessagingWorld : IAsyncLifetime
{
    public SyncWorld Sync { get; init; } = new();

    public RapidProSimulator RapidPro => Sync.RapidPro;

    public Task InitializeAsync() => Sync.InitializeAsync();

    public Task DisposeAsync() => Sync.DisposeAsync();

    public async Task<List<Practitioner>> AddPeopleAsync(int count)
    {
        var people = new List<Practitioner>();
        for (var i = 0; i < count; i++)
        {
            people.Add(await Sync.AddWorkerAsync("Recipient " + i, SyncWorld.NewNumber()));
        }

        await Sync.SettleAsync();
        return people;
    }

    public Guid ContactOf(Practitioner person) => Sync.ContactOf(person.Telecom[0].Value!).Uuid;

    public HttpClient Client(FunctionsHost? host = null) =>
        new() { BaseAddress = new Uri((host ?? Sync.Host).BaseUrl, "/api/"), DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } };

    public static CommunicationRequest Request(string text, params string[] recipients) => new()
    {
        Status = RequestStatus.Active,
        Payload = [new() { Content = new FhirString(text) }],
        Recipient = [.. recipients.Select(r => new ResourceReference(r))],
    };

    public async Task<(HttpStatusCode Status, Guid? Id, OperationOutcome Outcome)> PostAsync(CommunicationRequest request, string? key = null, FunctionsHost? host = null)
    {
        using var client = Client(host);
        using var message = new HttpRequestMessage(HttpMethod.Post, "fhir/CommunicationRequest")
        {
            Content = new StringContent(Encoding.UTF8.GetString(FhirJson.Serialize(request)), Encoding.UTF8, "application/fhir+json"),
        };
        if (key is not null)
        {
            message.Headers.Add("Idempotency-Key", key);
        }

        using var response = await client.SendAsync(message);
        var outcome = (OperationOutcome)FhirJson.Parse(await response.Content.ReadAsByteArrayAsync());
        return (response.StatusCode, response.Headers.Location is { } at ? Guid.Parse(at.OriginalString.Split('/')[^1]) : null, outcome);
    }

    /// <summary>Waits until all of a request is final.</summary>
    public async Task<RequestProgress> CompleteAsync(Guid id, FunctionsHost? host = null, TimeSpan? patience = null)
    {
        var requests = (host ?? Sync.Host).Services.GetRequiredService<MessageRequests>();
        RequestProgress? progress = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                progress = await requests.FindAsync(id);
                return progress is { State: RequestState.Completed or RequestState.Revoked } && progress.Recipients.GetValueOrDefault("planned") == 0;
            },
            patience: patience);
        return progress!;
    }

    /// <summary>Waits until the Communications of a request are as many as they are to be, none of them open.</summary>
    public async Task<List<Communication>> CommunicationsAsync(Guid id)
    {
        var found = new List<Communication>();
        var request = (await Sync.Fhir.SearchAsync(new FhirSearch("CommunicationRequest").Where("identifier", MheroSystems.Request, id.ToString()))).Matches.Single();
        await foreach (var page in Sync.Fhir.SearchPagesAsync(new FhirSearch("Communication").Where("based-on", $"CommunicationRequest/{request.Id}")))
        {
            found.AddRange(page.Matches.OfType<Communication>());
        }

        return found;
    }

    public static string? CodeOf(OperationOutcome.IssueComponent issue) => issue.Details?.Coding.FirstOrDefault()?.Code;
}
