using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Operators;

/// <summary>A person who is to be forgotten, through HTTP, over Azurite, the npm FHIR server and the simulator.</summary>
public sealed class ForgetPersonTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    [Fact]
    public async Task Forget_RegistryErasedTheWorkerToo_NoPollBringsThePersonBackUntilAllowed()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Erased Person", number);
        await world.RoundAsync();
        var contact = world.ContactOf(number).Uuid;
        var flow = world.AddFlow("Erased flow", ("age", "number"));
        await world.ReadAsync("flows");

        var preview = await world.PostAsync($"persons/forget?id={Uri.EscapeDataString(number)}&dryRun=true");
        Assert.Equal((HttpStatusCode.OK, $"Practitioner/{worker.Id}"), (preview.Status, (string?)preview.Body!["person"]!["worker"]));
        Assert.True((int)preview.Body["rows"]!["contacts"]! >= 3);
        var export = await world.PostAsync($"persons/export?id={contact}");
        Assert.Contains("Erased Person", export.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("MH6020", (await world.PostAsync($"persons/forget?id={contact}")).Body!["code"]!.GetValue<string>());

        var ordered = await world.PostAsync($"persons/forget?id={contact}", new JsonObject { ["reason"] = "on request" });
        await Eventually.HoldsAsync(async () => (string?)(await world.GetAsync($"jobs/{ordered.Body!["id"]}"))["state"] == "done");
        await world.Fhir.BatchAsync([FhirEntry.Delete("Practitioner", worker.Id!)]);

        // Both sides change, the contact answers, and everything is read again.
        world.RapidPro.Workspace.Edit(contact, c => c with { Name = "Erased Person changed" });
        world.AddRun(flow, world.ContactOf(number), "completed", ("age", "3|Number"));
        await world.RoundAsync();
        await world.ReadAsync("runs");
        await world.RoundAsync();

        Assert.DoesNotContain(await WorkersAsync(), one => one.Telecom.Exists(t => t.Value == number));
        Assert.Empty(await world.ResponsesAsync(flow.Uuid));
        var left = await world.PostAsync($"persons/forget?id={contact}&dryRun=true");
        Assert.Equal(["auditLog"], left.Body!["rows"]!.AsObject().Select(part => part.Key));
        Assert.Equal(["person.forget", "person.export"], (await world.AuditAsync($"Practitioner/{worker.Id}")).Select(entry => entry["action"]!.GetValue<string>()));

        Assert.Equal(HttpStatusCode.NoContent, (await world.PostAsync($"persons/allow?id={contact}")).Status);
        world.RapidPro.Workspace.Edit(contact, c => c with { Name = "Erased Person returns" });
        await world.RoundAsync();
        await world.RoundAsync();

        Assert.NotEqual("MH6024", (string?)(await world.GetAsync($"persons/{contact}"))["code"]);
        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync($"persons/export?id={contact}")).Status);
        Assert.Equal("MH6024", (await world.PostAsync($"persons/allow?id={contact}")).Body!["code"]!.GetValue<string>());
    }

    private async Task<List<Practitioner>> WorkersAsync()
    {
        var found = new List<Practitioner>();
        await foreach (var page in world.Fhir.SearchPagesAsync(new FhirSearch("Practitioner")))
        {
            found.AddRange(page.Matches.OfType<Practitioner>());
        }

        return found;
    }
}
