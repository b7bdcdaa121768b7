using System.Net;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Operators;

/// <summary>Dead letters and the audit log through HTTP, the queues' functions and Azurite.</summary>
public sealed class FailureHttpTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    private const string Principal = """{"auth_typ":"aad","name_typ":"name","role_typ":"roles","claims":[{"typ":"name","val":"Mallory"},{"typ":"roles","val":"Administrator"}]}""";

    [Fact]
    public async Task DeadLetters_ListedGroupedAndPaged_AreWhatWasRecorded()
    {
        var queue = world.Unread("paged");
        for (var i = 0; i < 7; i++)
        {
            await world.Letters.RecordAsync(queue, $"paged-{i}", $$"""{"items":[{"n":{{i}},"flowUuid":"f0f0f0f0-0000-0000-0000-000000000000"}]}""", i < 5 ? "MH3001" : "MH3002", "refused", 5);
        }

        var subjects = new List<string>();
        string? next = null;
        do
        {
            var page = await world.SendAsync(HttpMethod.Get, $"dead-letters?queue={queue}&text=paged&max=3{(next is null ? "" : $"&after={next}")}");
            subjects.AddRange(page.Body!.AsArray().Select(letter => letter!["subject"]!.GetValue<string>()));
            Assert.All(page.Body!.AsArray(), letter => Assert.Contains("items", letter!["payload"]!.GetValue<string>(), StringComparison.Ordinal));
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(i => $"paged-{i}"), subjects);
        Assert.Equal(2, (await world.GetAsync($"dead-letters?queue={queue}&issue=MH3002&flow=F0F0F0F0-0000-0000-0000-000000000000&payload=false")).AsArray().Count);
        Assert.Null((await world.GetAsync($"dead-letters?queue={queue}&issue=MH3002&payload=false"))[0]!["payload"]);
        var groups = (await world.GetAsync($"dead-letters/groups?queue={queue}")).AsArray();
        Assert.Equal([("MH3001", 5), ("MH3002", 2)], groups.Select(g => (g!["code"]!.GetValue<string>(), g["count"]!.GetValue<int>())));
        Assert.Equal("MH6022", await CodeAsync("dead-letters?from=yesterday"));

        // The function key in the address selects nothing, and does not come back in a link.
        var keyed = await world.SendAsync(HttpMethod.Get, $"dead-letters?queue={queue}&max=1&code={SyncWorld.FunctionKey}");
        Assert.Single(keyed.Body!.AsArray());
        Assert.DoesNotContain(SyncWorld.FunctionKey, keyed.Next!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_WhatMatches_GoesOutInTheOrderOfReceiptAsAJob()
    {
        var queue = world.Unread("ordered");
        // The job's messages are read by the order in which Azurite took them.
        for (var i = 0; i < 40; i++)
        {
            await world.Letters.RecordAsync(queue, $"ordered-{i}", $$"""{"items":[{"n":{{i}}}]}""", i % 4 == 3 ? "MH3009" : "MH3001", "refused", 5);
        }

        var (status, job, _) = await world.PostAsync($"dead-letters/replay?queue={queue}&issue=MH3001", null, ("x-mhero-operator", "jane"));
        Assert.Equal(HttpStatusCode.Accepted, status);
        var id = job!["id"]!.GetValue<string>();
        await Eventually.HoldsAsync(async () => (await world.GetAsync($"jobs/{id}"))["state"]!.GetValue<string>() == "done");

        job = await world.GetAsync($"jobs/{id}");
        Assert.Equal((30, 30, 0, "function key (jane)"), (job["total"]!.GetValue<int>(), job["done"]!.GetValue<int>(), job["failed"]!.GetValue<int>(), job["by"]!.GetValue<string>()));
        Assert.Equal(Enumerable.Range(0, 40).Where(i => i % 4 != 3), (await world.TakeAsync(queue)).Select(message => message["items"]![0]!["n"]!.GetValue<int>()));
        Assert.Contains((await world.GetAsync("jobs")).AsArray(), listed => listed!["id"]!.GetValue<string>() == id);

        var (_, discarding, _) = await world.PostAsync($"dead-letters/discard?queue={queue}&issue=MH3009", new JsonObject { ["reason"] = "a test" });
        await Eventually.HoldsAsync(async () => (await world.GetAsync($"jobs/{discarding!["id"]}"))["state"]!.GetValue<string>() == "done");
        Assert.Empty((await world.GetAsync($"dead-letters?queue={queue}")).AsArray());
        Assert.Equal(10, (await world.GetAsync($"dead-letters?queue={queue}&discarded=true&payload=false")).AsArray().Count);
    }

    [Fact]
    public async Task Edit_BadPayload_IsRefused_AndAGoodOneIsProcessedAndAudited()
    {
        var queue = world.Settings["ContactsQueue"]!;
        var letter = await world.Letters.RecordAsync(queue, "Practitioner/none", """{"items":[{"worker":"Practitioner/none"}]}""", "MH3001", "refused", 5);
        var detail = await world.GetAsync($"dead-letters/{letter.Id}");
        Assert.Equal(("MH3001", 1), (detail["letter"]!["code"]!.GetValue<string>(), detail["failures"]!.AsArray().Count));

        var bad = await world.PostAsync($"dead-letters/{letter.Id}/edit", new JsonObject { ["payload"] = new JsonObject { ["items"] = new JsonArray(new JsonObject()) } });
        var none = await world.PostAsync($"dead-letters/{letter.Id}/edit", new JsonObject());
        var stale = await world.PostAsync($"dead-letters/{letter.Id}/edit", new JsonObject { ["payload"] = """{"items":[{"worker":"Practitioner/gone"}]}""", ["version"] = "W/\"x\"" });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "MH6018"), (bad.Status, bad.Body!["code"]!.GetValue<string>()));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "MH6018"), (none.Status, none.Body!["code"]!.GetValue<string>()));
        Assert.Equal((HttpStatusCode.Conflict, "MH6019"), (stale.Status, stale.Body!["code"]!.GetValue<string>()));
        Assert.NotNull(await world.Letters.FindAsync(letter.Id));
        Assert.Empty(await world.AuditAsync(letter.Id));

        var worker = await world.AddWorkerAsync("Edited Worker", SyncWorld.NewNumber());
        var good = await world.PostAsync(
            $"dead-letters/{letter.Id}/edit",
            new JsonObject { ["payload"] = new JsonObject { ["items"] = new JsonArray(new JsonObject { ["worker"] = $"Practitioner/{worker.Id}" }) }, ["version"] = detail["version"]!.GetValue<string>() });
        Assert.Equal(HttpStatusCode.Accepted, good.Status);
        await world.IdleAsync();

        Assert.NotNull(SyncWorld.ContactUuidOf(await world.ReadWorkerAsync(worker.Id!)));
        Assert.Null(await world.Letters.FindAsync(letter.Id));
        var entry = Assert.Single(await world.AuditAsync(letter.Id));
        Assert.Equal(("dead-letter.edit", letter.Payload), (entry["action"]!.GetValue<string>(), entry["before"]!.GetValue<string>()));
        Assert.Contains(worker.Id!, entry["after"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discard_WithoutAReason_IsRefused_AndWithOneItCanBeUndone()
    {
        var queue = world.Unread("discarded");
        var letter = await world.Letters.RecordAsync(queue, "discarded", "{}", "MH3001", "refused", 5);

        var refused = await world.PostAsync($"dead-letters/{letter.Id}/discard", new JsonObject { ["reason"] = " " });
        var done = await world.PostAsync($"dead-letters/{letter.Id}/discard", new JsonObject { ["reason"] = "a test" });
        var open = (await world.GetAsync("status"))["deadLetters"]!.GetValue<int>();
        var restored = await world.PostAsync($"dead-letters/{letter.Id}/restore");

        Assert.Equal("MH6020", refused.Body!["code"]!.GetValue<string>());
        Assert.Equal("a test", done.Body!["discarded"]!["reason"]!.GetValue<string>());
        Assert.Null(restored.Body!["discarded"]);
        Assert.Equal(open + 1, (await world.GetAsync("status"))["deadLetters"]!.GetValue<int>());
        Assert.Equal(["dead-letter.restore", "dead-letter.discard"], (await world.AuditAsync(letter.Id)).Select(e => e["action"]!.GetValue<string>()));
        Assert.Equal("MH6005", (await world.PostAsync("dead-letters/0123/restore")).Body!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Audit_ForgedPrincipal_IsACallerWithAKey()
    {
        var queue = world.Unread("forged");
        var letter = await world.Letters.RecordAsync(queue, "forged", """{"items":[1]}""", "MH3001", "refused", 5);

        await world.PostAsync(
            $"dead-letters/{letter.Id}/replay", null,
            ("X-MS-CLIENT-PRINCIPAL", Convert.ToBase64String(Encoding.UTF8.GetBytes(Principal))), ("X-MS-CLIENT-PRINCIPAL-NAME", "Mallory"), ("x-mhero-operator", "jane"));

        var entry = Assert.Single(await world.AuditAsync(letter.Id));
        Assert.Equal("function key (jane)", entry["operator"]!["name"]!.GetValue<string>());
        Assert.Null(entry["operator"]!["role"]);
    }

    [Fact]
    public async Task Recount_Ordered_IsAJobThatEnds()
    {
        var (status, job, _) = await world.PostAsync("dead-letters/recount");

        Assert.Equal(HttpStatusCode.Accepted, status);
        await Eventually.HoldsAsync(async () => (await world.GetAsync($"jobs/{job!["id"]}"))["state"]!.GetValue<string>() == "done");
        Assert.Equal(17, (await world.GetAsync($"jobs/{job!["id"]}"))["done"]!.GetValue<int>());
    }

    private async Task<string> CodeAsync(string path) => (await world.GetAsync(path))["code"]!.GetValue<string>();
}
