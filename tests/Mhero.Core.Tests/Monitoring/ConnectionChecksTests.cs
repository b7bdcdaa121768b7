using System.Net;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Monitoring;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage;
using Mhero.Core.Sync.FlowResults;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Tests.Fixtures;
using Mhero.Core.Tests.Storage;

namespace Mhero.Core.Tests.Monitoring;

/// <summary>The findings of storage and of each side, and of what the settings name there.</summary>
public sealed class ConnectionChecksTests
{
    private const string Flow = "11111111-0000-0000-0000-000000000001";

    [Fact]
    public async Task RunAsync_AllAnswer_HasAFindingForEach()
    {
        using var account = new AnsweredAccount();
        using var app = new MemoryApp(Answer);

        Assert.Equal(
            [
                ("Storage", true, "Tables and queues answer."), ("RapidPro", true, "The token opens a workspace of RW."), ("FHIR server", true, "It answers a search for Practitioners."),
                ("Flows", true, "The flows that settings and Questionnaires name are in the workspace."),
            ],
            await RunAsync(app, account));
        Assert.DoesNotContain(app.Http.Requests, request => !request.StartsWith("GET ", StringComparison.Ordinal));
        Assert.Contains(app.Http.Requests, request => request.EndsWith("/Practitioner?_count=1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_NothingAnswers_HasAFaultForEach()
    {
        using var account = new AnsweredAccount(_ => throw new HttpRequestException("no such host"));
        using var app = new MemoryApp(_ => new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("{}", Encoding.UTF8, "application/json") });

        var found = await RunAsync(app, account);

        Assert.Equal(["Storage", "RapidPro", "FHIR server", "Flows"], found.Select(finding => finding.Part).Take(4));
        Assert.All(found, finding => Assert.False(finding.IsGood));
        Assert.StartsWith($"{RapidProErrorCodes.TokenRefused}: ", found[1].Message, StringComparison.Ordinal);
        Assert.StartsWith($"{FhirErrorCodes.NotAuthorized}: ", found[2].Message, StringComparison.Ordinal);
        Assert.StartsWith($"{FhirErrorCodes.NotAuthorized}: ", found[3].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WorkspaceWithoutACountry_SaysSo()
    {
        using var account = new AnsweredAccount();
        using var app = new MemoryApp(request => request.RequestUri!.AbsolutePath.EndsWith("workspace.json", StringComparison.Ordinal)
            ? AnsweringHandler.Json($$"""{"uuid":"{{Flow}}","name":"W"}""") : Answer(request));

        Assert.Equal("The token opens a workspace of no country.", (await RunAsync(app, account))[1].Message);
    }

    [Fact]
    public async Task RunAsync_SettingsNameWhatIsNotThere_HasAFaultForEachWithItsPlace()
    {
        using var account = new AnsweredAccount();
        using var app = new MemoryApp(
            request => request.RequestUri!.Host switch
            {
                "floip.example.org" => new HttpResponseMessage(HttpStatusCode.NotFound),
                "dhis2.example.org" => new HttpResponseMessage(HttpStatusCode.Unauthorized),
                _ when request.RequestUri.AbsolutePath.EndsWith("groups.json", StringComparison.Ordinal) =>
                    AnsweringHandler.Json("""{"next":null,"results":[{"uuid":"22222222-0000-0000-0000-000000000001","name":"Nurses","query":"district = 1","status":"ready","count":1}]}"""),
                _ => Answer(request),
            },
            ("Mhero:Contacts:Group", "nurses"),
            ("Mhero:OptOut:Flows:stop:Flow", "Monthly"),
            ("Mhero:OptOut:Flows:stop:Result", "stop"),
            ("Mhero:OptOut:Flows:stop:Out", "Yes"),
            ("Mhero:Dhis2:BaseUrl", "https://dhis2.example.org/"),
            ("Mhero:Dhis2:Token", "d2pat_x"),
            ("Mhero:Dhis2:MaxRetries", "0"));

        var found = await RunAsync(app, account);

        var group = Assert.Single(found, finding => finding.Part == "Groups");
        Assert.False(group.IsGood);
        Assert.StartsWith($"{SyncCodes.SmartGroup} at Mhero__Contacts__Group: 'nurses' is a smart group", group.Message, StringComparison.Ordinal);
        Assert.Equal(
            ("Flows", false, $"{SyncCodes.FlowMissing} at Mhero__OptOut__Flows__stop__Flow: The workspace has no flow named 'Monthly': correct the name, or import the flow into RapidPro."), found.Single(finding => finding.Part == "Flows"));
        var dhis2 = found.Single(finding => finding.Part == "DHIS2");
        Assert.False(dhis2.IsGood);
        Assert.StartsWith("MH8002: ", dhis2.Message, StringComparison.Ordinal);
    }

    private static async Task<List<(string Part, bool IsGood, string Message)>> RunAsync(MemoryApp app, AnsweredAccount account)
    {
        var checks = new ConnectionChecks(
            new StorageHealth(account.Account), app.Get<RapidProClient>(), app.Get<FhirGateway>(), app.Get<FlowReferences>(), app.Get<GroupReferences>(), app.Get<FlowResultsCheck>(), app.Get<Dhis2Check>());
        return [.. (await checks.RunAsync(CancellationToken.None)).Select(finding => (finding.Subject, finding.IsGood, finding.Message))];
    }

    private static HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        return path.StartsWith("/fhir/", StringComparison.Ordinal) ? AnsweringHandler.Fhir("""{"resourceType":"Bundle","type":"searchset"}""")
            : path.EndsWith("workspace.json", StringComparison.Ordinal) ? AnsweringHandler.Json($$"""{"uuid":"{{Flow}}","name":"W","country":"RW"}""")
            : AnsweringHandler.Json("""{"next":null,"previous":null,"results":[]}""");
    }
}
