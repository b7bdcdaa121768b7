using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Reviews;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.EndToEnd.Tests.Messaging;
using Mhero.EndToEnd.Tests.Runs;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Operators;

/// <summary>Pauses, searches, persons, messages and reviews through HTTP, against the npm FHIR server, the simulator and Azurite.</summary>
public sealed class OperatorHttpTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    [Theory]
    [InlineData("GET", "dead-letters/groups")]
    [InlineData("GET", "dead-letters/x")]
    [InlineData("POST", "dead-letters/x/edit")]
    [InlineData("POST", "dead-letters/x/discard")]
    [InlineData("POST", "dead-letters/x/restore")]
    [InlineData("POST", "dead-letters/discard")]
    [InlineData("POST", "dead-letters/recount")]
    [InlineData("GET", "jobs")]
    [InlineData("GET", "audit")]
    [InlineData("POST", "syncs/all/pause")]
    [InlineData("POST", "syncs/all/resume")]
    [InlineData("GET", "reports/completeness")]
    [InlineData("GET", "responses")]
    [InlineData("GET", "responses/x")]
    [InlineData("GET", "persons/x")]
    [InlineData("POST", "persons/export?id=x")]
    [InlineData("POST", "persons/forget?id=x")]
    [InlineData("POST", "persons/allow?id=x")]
    [InlineData("POST", "responses/x/extract")]
    [InlineData("POST", "fhir/Questionnaire/x/$re-extract")]
    [InlineData("GET", "messages")]
    [InlineData("GET", "messages/x")]
    [InlineData("POST", "messages/x/revoke")]
    [InlineData("POST", "messages/x/resend")]
    [InlineData("POST", "reviews/decide")]
    [InlineData("GET", "reviews/history")]
    public async Task WithoutKey_IsRefused_AlsoWithAForgedPrincipal(string method, string path)
    {
        using var stranger = new HttpClient { BaseAddress = new Uri(world.Host.BaseUrl, "/api/") };
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Headers = { { "X-MS-CLIENT-PRINCIPAL", "eyJjbGFpbXMiOltdfQ==" }, { "X-MS-CLIENT-PRINCIPAL-NAME", "Mallory" } },
        };

        using var response = await stranger.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Pause_Runs_WebhooksAreTakenAndWait_AndNothingIsLost()
    {
        var (contact, _) = await world.AddLinkedAsync();
        var flow = world.AddFlow("Paused flow", ("age", "number"));
        await world.ReadAsync("flows");
        var paused = await world.PostAsync("syncs/runs/pause", new JsonObject { ["reason"] = "maintenance" });
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));

        await world.PostWebhookAsync(RunWorld.WebhookBody(flow, contact, run.Uuid, "completed", ("age", "3|Number")));
        await world.Host.InvokeTimerAsync(nameof(SyncRuns));
        var queues = world.Host.Services.GetRequiredService<MessageQueues>();

        // The message comes back at least once in the pause, and is put back.
        await Eventually.HoldsAsync(async () => await queues.DepthAsync(world.Settings["RunsQueue"]!) == 1 && await queues.OldestAsync(world.Settings["RunsQueue"]!) is null);
        Assert.Empty(await world.ResponsesAsync(flow.Uuid));
        var status = await world.GetAsync("status");
        Assert.Equal(("runs", "maintenance"), (status["pauses"]![0]!["direction"]!.GetValue<string>(), status["pauses"]![0]!["reason"]!.GetValue<string>()));
        Assert.StartsWith("MH4065", status["runs"]!.AsArray().First(r => r!["kind"]!.GetValue<string>() == "runs")!["error"]!.GetValue<string>(), StringComparison.Ordinal);

        var resumed = await world.PostAsync("syncs/runs/resume");
        await Eventually.HoldsAsync(async () => (await world.ResponsesAsync(flow.Uuid)).Count == 1);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, 1), (paused.Status, resumed.Status, resumed.Body!["resumed"]!.AsArray().Count));
        Assert.Equal("completed", Assert.Single(await world.ResponsesAsync(flow.Uuid)).StatusElement!.JsonValue);
        Assert.Equal(["sync.resume", "sync.pause"], (await world.AuditAsync("runs")).Select(e => e["action"]!.GetValue<string>()));
        Assert.Equal("MH6020", (await world.PostAsync("syncs/runs/pause")).Body!["code"]!.GetValue<string>());
        Assert.Equal("MH6021", (await world.PostAsync("syncs/everything/pause", new JsonObject { ["reason"] = "x" })).Body!["code"]!.GetValue<string>());
        Assert.Equal("MH6021", (await world.PostAsync("syncs/everything/resume")).Body!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Responses_SearchedByEachCondition_AreFound()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Searched Worker", number);
        var other = await world.AddWorkerAsync("Other Worker", SyncWorld.NewNumber());
        var place = await world.AddAsync(new Location { Name = "Searched facility", Status = Location.LocationStatus.Active });
        await world.AddAsync(new PractitionerRole { Active = true, Practitioner = new ResourceReference($"Practitioner/{worker.Id}"), Location = [new ResourceReference($"Location/{place.Id}")] });
        await world.SettleAsync();
        var flow = world.AddFlow("Searched flow", ("age", "number"));
        await world.ReadAsync("flows");
        var run = world.AddRun(flow, world.ContactOf(number), "completed", ("age", "3|Number"));
        world.AddRun(flow, world.ContactOf(other.Telecom[0].Value!), "completed", ("age", "4|Number"));
        await world.ReadAsync("runs");
        var id = (await world.ResponseOfAsync(run)).Id!;

        foreach (var condition in (string[])
        [
            $"worker={worker.Id}", $"worker=Practitioner/{worker.Id}", $"phone={Uri.EscapeDataString(number)}", $"facility={place.Id}", $"facility=Location/{place.Id}&flow={flow.Uuid}",
            $"run={run.Uuid}", $"id={id}", $"worker={worker.Id}&from=2020-01-01&to=2099-01-01",
        ])
        {
            var page = await world.GetAsync($"responses?{condition}");
            Assert.True(page["responses"] is JsonArray { Count: 1 } found && found[0]!["id"]!.GetValue<string>() == id, $"{condition}: {page.ToJsonString()}");
            Assert.DoesNotContain("Number", page.ToJsonString(), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await world.GetAsync("responses?flow=searched%20flow"))["responses"]!.AsArray().Count);
        Assert.Empty((await world.GetAsync($"responses?worker={worker.Id}&to=2020-01-01"))["responses"]!.AsArray());
        Assert.Empty((await world.GetAsync($"responses?worker={other.Id}&facility={place.Id}"))["responses"]!.AsArray());
        Assert.NotEmpty((await world.GetAsync("responses?phone=%2B250799999999"))["notes"]!.AsArray());
        Assert.Equal("MH6022", (await world.GetAsync("responses?phone=none"))["code"]!.GetValue<string>());
        Assert.Equal("MH6022", (await world.GetAsync("responses?from=then"))["code"]!.GetValue<string>());
        Assert.Equal("MH6022", (await world.GetAsync("responses?facility=Practitioner/1"))["code"]!.GetValue<string>());

        var first = await world.SendAsync(HttpMethod.Get, $"responses?flow={flow.Uuid}&max=1");
        var second = await world.GetAsync($"responses?flow={flow.Uuid}&max=1&after={first.Next}");
        Assert.Equal(2, first.Body!["responses"]!.AsArray().Concat(second["responses"]!.AsArray()).Select(r => r!["id"]!.GetValue<string>()).Distinct().Count());

        var hidden = await world.GetAsync($"responses/{id}");
        var shown = await world.GetAsync($"responses/{id}?reveal=true");
        Assert.Null(hidden["resource"]);
        Assert.Equal("Searched flow", hidden["questionnaireTitle"]!.GetValue<string>());
        Assert.Equal("QuestionnaireResponse", shown["resource"]!["resourceType"]!.GetValue<string>());
        Assert.Equal("person.reveal", Assert.Single(await world.AuditAsync($"QuestionnaireResponse/{id}"))["action"]!.GetValue<string>());
        Assert.Equal("MH6026", (await world.GetAsync("responses/none"))["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Responses_ServerIgnoresACondition_IsSaidAndNotShown()
    {
        var (contact, worker) = await world.AddLinkedAsync("Ignored Condition");
        var flow = world.AddFlow("Ignored flow", ("age", "number"));
        await world.ReadAsync("flows");
        world.AddRun(flow, contact, "completed", ("age", "3|Number"));
        await world.ReadAsync("runs");
        Assert.Single((await world.GetAsync($"responses?worker={worker.Id}"))["responses"]!.AsArray());

        // What comes back is another worker's, as from a server that does not know the parameter.
        world.Registry.Rewrite = (call, answer) =>
            call.Path.Contains("/QuestionnaireResponse?", StringComparison.Ordinal) ? answer.Replace($"Practitioner/{worker.Id}", "Practitioner/another", StringComparison.Ordinal) : answer;
        try
        {
            Assert.Equal("MH6023", (await world.GetAsync($"responses?worker={worker.Id}"))["code"]!.GetValue<string>());
        }
        finally
        {
            world.Registry.Rewrite = (_, answer) => answer;
        }
    }

    [Fact]
    public async Task Person_ByIdContactOrNumber_IsShownMaskedUnlessRevealed()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Shown Person", number);
        await world.SettleAsync();
        var contact = world.ContactOf(number);
        await world.Letters.RecordAsync(world.Unread("person"), $"Practitioner/{worker.Id}", "{}", "MH3001", "refused", 5);
        await world.Host.Services.GetRequiredService<ReviewStore>().OpenAsync("other subject", "MH4001", "Which?", [new ReviewCandidate(contact.Uuid.ToString(), "same number")], null);

        foreach (var id in (string[])[worker.Id!, $"Practitioner/{worker.Id}", contact.Uuid.ToString(), Uri.EscapeDataString(number)])
        {
            var person = await world.GetAsync($"persons/{id}");
            Assert.True(person["person"] is not null, person.ToJsonString());
            Assert.Equal(($"Practitioner/{worker.Id}", contact.Uuid.ToString()), (person["person"]!["worker"]!.GetValue<string>(), person["person"]!["contact"]!.GetValue<string>()));
            Assert.True(person["link"]!["isMutual"]!.GetValue<bool>());
            Assert.Equal(("Shown Person", "Shown Person"), (person["registry"]!["name"]!.GetValue<string>(), person["rapidPro"]!["name"]!.GetValue<string>()));
            Assert.DoesNotContain(number[1..], person.ToJsonString(), StringComparison.Ordinal);
            Assert.Contains("Health workers", person["groups"]!.AsArray().Select(g => g!.GetValue<string>()));
            Assert.Single(person["deadLetters"]!.AsArray());
            Assert.Single(person["reviews"]!.AsArray());
            Assert.False(person["optOut"]!["isOut"]!.GetValue<bool>());
        }

        Assert.Empty(await world.AuditAsync($"Practitioner/{worker.Id}"));
        var revealed = await world.GetAsync($"persons/{worker.Id}?reveal=true");
        Assert.Contains(number, revealed["registry"]!["numbers"]!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.Equal("person.reveal", Assert.Single(await world.AuditAsync($"Practitioner/{worker.Id}"))["action"]!.GetValue<string>());
        Assert.Equal("MH6024", (await world.GetAsync("persons/unknown-person"))["code"]!.GetValue<string>());
        Assert.Equal("MH6024", (await world.GetAsync($"persons/{Guid.NewGuid()}"))["code"]!.GetValue<string>());
        await world.Host.Services.GetRequiredService<ReviewStore>().CloseAsync(ReviewStore.IdFor("other subject"));
    }

    [Fact]
    public async Task Messages_SomeFail_AreListedAndSentAgainToThoseAlone()
    {
        var messaging = new MessagingWorld { Sync = world };
        var people = await messaging.AddPeopleAsync(3);
        var failing = $"tel:{people[1].Telecom[0].Value}";
        world.RapidPro.Workspace.Behaviour = new ChannelBehaviour { Fails = urn => urn == failing };
        var (_, id, _) = await messaging.PostAsync(MessagingWorld.Request("Failing message", [.. people.Select(p => $"Practitioner/{p.Id}")]));
        await messaging.CompleteAsync(id!.Value);
        world.RapidPro.Workspace.Behaviour = new ChannelBehaviour();

        var listed = (await world.GetAsync("messages")).AsArray().First(r => r!["id"]!.GetValue<string>() == id.ToString())!;
        Assert.Equal((2, 1, "Failing message"), (listed["recipients"]!["completed"]!.GetValue<int>(), listed["recipients"]!["notDone"]!.GetValue<int>(), listed["text"]!.GetValue<string>()));
        var failed = Assert.Single((await world.GetAsync($"messages/{id}"))["failed"]!.AsArray())!;
        Assert.Equal(($"Practitioner/{people[1].Id}", "MH5204", true), (failed["person"]!.GetValue<string>(), failed["code"]!.GetValue<string>(), failed["canBeSentAgain"]!.GetValue<bool>()));

        var first = await world.PostAsync($"messages/{id}/resend");
        var again = await world.PostAsync($"messages/{id}/resend");
        Assert.True(first.Status == HttpStatusCode.Accepted, first.Body!.ToJsonString());
        Assert.Equal(first.Body!.ToJsonString(), again.Body!.ToJsonString());
        await messaging.CompleteAsync(Guid.Parse(first.Body["request"]!.GetValue<string>()));
        Assert.Equal(
            people.Select((p, i) => (messaging.ContactOf(p), i == 1 ? 2 : 1)).OrderBy(c => c.Item1),
            world.RapidPro.Workspace.CountMessages("Failing message").Select(c => (c.Key, c.Value)).OrderBy(c => c.Key));
        Assert.Equal("MH6027", (await world.PostAsync($"messages/{first.Body["request"]}/resend")).Body!["code"]!.GetValue<string>());
        Assert.Equal("MH5018", (await world.PostAsync($"messages/{Guid.NewGuid()}/resend")).Body!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Messages_PausedAndRevoked_AreNotSent()
    {
        var messaging = new MessagingWorld { Sync = world };
        var people = await messaging.AddPeopleAsync(1);
        await world.PostAsync("syncs/communications/pause", new JsonObject { ["reason"] = "a wrong text" });
        var (_, id, _) = await messaging.PostAsync(MessagingWorld.Request("Wrong text", $"Practitioner/{people[0].Id}"));

        var revoked = await world.PostAsync($"messages/{id}/revoke");
        await world.PostAsync("syncs/communications/resume");
        await messaging.CompleteAsync(id!.Value);

        Assert.Equal("revoked", revoked.Body!["state"]!.GetValue<string>());
        Assert.Empty(world.RapidPro.Workspace.CountMessages("Wrong text"));
        Assert.Equal(RequestState.Revoked, (await world.Host.Services.GetRequiredService<MessageRequests>().FindAsync(id.Value))!.State);
        Assert.Equal("message.revoke", Assert.Single(await world.AuditAsync(id.Value.ToString()))["action"]!.GetValue<string>());
    }

    [Fact]
    public async Task Reviews_DecidedTogether_AreAnsweredAndInTheHistory()
    {
        var reviews = world.Host.Services.GetRequiredService<ReviewStore>();
        var ids = new JsonArray();
        for (var i = 0; i < 25; i++)
        {
            await reviews.OpenAsync($"Practitioner/none-{i}", "MH4001", "Which?", [new ReviewCandidate(Guid.NewGuid().ToString(), "same number")], $$"""{"items":[{"worker":"Practitioner/none-{{i}}"}]}""");
            ids.Add(ReviewStore.IdFor($"Practitioner/none-{i}"));
        }

        var few = await world.PostAsync("reviews/decide", new JsonObject { ["ids"] = new JsonArray(ids[0]!.DeepClone(), JsonValue.Create("0123")), ["choose"] = "only" });
        Assert.Equal(["accepted", "notFound"], few.Body!["results"]!.AsArray().Select(r => r!["answer"]!.GetValue<string>()));

        var many = await world.PostAsync("reviews/decide", new JsonObject { ["ids"] = ids.DeepClone(), ["create"] = true });
        Assert.Equal(HttpStatusCode.Accepted, many.Status);
        await Eventually.HoldsAsync(async () => (await world.GetAsync($"jobs/{many.Body!["id"]}"))["state"]!.GetValue<string>() == "done");
        Assert.Equal(25, (await world.GetAsync($"jobs/{many.Body!["id"]}"))["done"]!.GetValue<int>());
        Assert.DoesNotContain(await reviews.ListAsync(100), review => review.Code == "MH4001");
        var history = (await world.GetAsync("reviews/history?max=5")).AsArray();
        Assert.Equal(5, history.Count);
        Assert.All(history, entry => Assert.Equal("review.decide", entry!["action"]!.GetValue<string>()));
        Assert.Equal("MH6006", (await world.PostAsync("reviews/decide", new JsonObject { ["ids"] = new JsonArray("a") })).Body!["code"]!.GetValue<string>());
        Assert.Equal("MH6028", (await world.PostAsync("reviews/decide", new JsonObject { ["ids"] = new JsonArray([.. Enumerable.Range(0, 1001).Select(i => JsonValue.Create($"{i}"))]), ["create"] = true })).Body!["code"]!.GetValue<string>());
        await world.IdleAsync();
    }
}
