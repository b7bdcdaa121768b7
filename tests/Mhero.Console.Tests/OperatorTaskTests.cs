using Mhero.Core.Fhir;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Microsoft.Playwright;

namespace Mhero.Console.Tests;

/// <summary>
/// The tasks of docs/console.md, each played by clicking, in the order of the page. They do not wait for empty queues: a message that waits for its
/// time is on one for days.
/// </summary>
[Collection(ConsoleTests.Name)]
public sealed class OperatorTaskTests(ConsoleRun run)
{
    private const string Outage = "MH3012";
    private const string Broken = "MH4016";

    [BrowserFact]
    [Trait("Task", "1")]
    public async Task SeeWhetherEverythingWorks()
    {
        await using var window = await run.OpenAsync();

        var overview = await window.ReadAsync();

        Assert.Contains("Everything works.", overview, StringComparison.Ordinal);
        Assert.Contains("questions wait for a decision", overview, StringComparison.Ordinal);
        Assert.Equal("Workers from the registry", await window.Page.Locator("table th[scope=row]").First.InnerTextAsync());
        await window.PictureAsync("overview");
    }

    [BrowserFact]
    [Trait("Task", "2")]
    public async Task RetryAllFailuresOfAnOutage()
    {
        await using var window = await run.OpenAsync();
        var workers = await WorkersAsync(25);
        foreach (var worker in workers)
        {
            await RecordAsync(worker, worker, Outage, "The registry answered 500.");
        }

        await window.GoAsync("failures");
        await window.ClickAsync(Outage, AriaRole.Link);
        Assert.Contains("The conditions above hold", await window.ReadAsync(), StringComparison.Ordinal);
        await window.ClickAsync("Retry all that match");
        await window.UntilAsync("✓ Done");

        Assert.Contains("25 / 25", await window.ReadAsync(), StringComparison.Ordinal);
        await window.GoAsync($"failures?issue={Outage}");
        await window.UntilAsync("No failed item matches.");
    }

    [BrowserFact]
    [Trait("Task", "3")]
    public async Task FindWhyAReportIsMissingAndRepairIt()
    {
        await using var window = await run.OpenAsync();
        var worker = (await WorkersAsync(1))[0];
        await RecordAsync("Practitioner/task-three", "Practitioner/task three", Broken, "The item names a worker that cannot exist.");

        await window.GoAsync("failures");
        await window.FillAsync("Text (subject, contact, cause)", "task-three");
        await window.ClickAsync("Show");
        await window.Page.Locator("table").Last.GetByRole(AriaRole.Link, new() { Name = Broken }).ClickAsync();
        Assert.Contains("What to do", await window.ReadAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("task three", await window.ReadAsync(), StringComparison.Ordinal);
        await window.PictureAsync("failure");
        await window.ClickAsync("Edit and retry", AriaRole.Link);
        var payload = await window.Page.GetByLabel("Payload").InputValueAsync();
        await window.FillAsync("Payload", "{ no JSON");
        await window.ClickAsync("Save and retry");
        Assert.Contains("The queue cannot read this", await window.ReadAsync(), StringComparison.Ordinal);
        await window.FillAsync("Payload", payload.Replace("Practitioner/task three", worker, StringComparison.Ordinal));
        await window.ClickAsync("Save and retry");

        Assert.Contains("The changed item was sent to its queue.", await window.ReadAsync(), StringComparison.Ordinal);
        await window.GoAsync("failures?text=task-three");
        await window.UntilAsync("No failed item matches.");
    }

    [BrowserFact]
    [Trait("Task", "4")]
    public async Task DiscardAFailureWithAReasonAndUndoIt()
    {
        await using var window = await run.OpenAsync();
        var letter = await RecordAsync("Practitioner/task-four", "Practitioner/task-four", Outage, "The registry answered 500.");

        await window.GoAsync($"failures/{letter.Id}");
        await window.FillAsync("Reason", "A test device wrote it");
        await window.ClickAsync("Discard");
        Assert.Contains("A test device wrote it", await window.ReadAsync(), StringComparison.Ordinal);
        await window.GoAsync("failures?discarded=yes");
        Assert.Contains("Practitioner/task-four", await window.ReadAsync(), StringComparison.Ordinal);
        await window.GoAsync($"failures/{letter.Id}");
        await window.ClickAsync("Undo the discard");

        Assert.Contains("The discard was undone.", await window.ReadAsync(), StringComparison.Ordinal);
        await run.Services.GetRequiredService<DeadLetterStore>().RemoveAsync(letter.Id);
    }

    [BrowserFact]
    [Trait("Task", "5")]
    public async Task DecideReviews()
    {
        await using var window = await run.OpenAsync();
        var store = run.Services.GetRequiredService<ReviewStore>();
        var review = (await store.ListAsync(50)).First(r => r.Code == "MH4001" && r.Candidates.Count > 1);

        await window.GoAsync($"reviews/{review.Id}");
        Assert.Contains("differs", await window.ReadAsync(), StringComparison.Ordinal);
        await window.ClickAsync("Show them; the audit log records it", AriaRole.Link);
        Assert.Contains("+2507", await window.ReadAsync(), StringComparison.Ordinal);
        await window.PictureAsync("review");
        await window.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Link with") }).First.ClickAsync();
        Assert.Contains("The decision was taken.", await window.ReadAsync(), StringComparison.Ordinal);
        Assert.Null(await store.FindAsync(review.Id));

        // The same for several: an invented question whose candidate is gone is answered, and changes nothing.
        var worker = (await WorkersAsync(1))[0];
        await store.OpenAsync(worker, "MH4001", "Which one?", [new ReviewCandidate($"{Guid.NewGuid()}", "same number")], $$"""{"items":[{"worker":"{{worker}}"}]}""");
        await window.GoAsync("reviews");
        await window.Page.GetByLabel($"Select the review of {worker}").CheckAsync();
        await window.ClickAsync("Link the selected with their only candidate");
        Assert.Contains("1 decisions were taken", await window.ReadAsync(), StringComparison.Ordinal);
        await window.ClickAsync("History of decisions", AriaRole.Link);
        Assert.Contains("Decided a review", await window.ReadAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    [Trait("Task", "6")]
    public async Task AnswerWhoDidNotReportLastWeekInADistrict()
    {
        await using var window = await run.OpenAsync();

        await window.GoAsync("reporting");
        await window.Page.GetByLabel("Form").SelectOptionAsync("http://example.org/fhir/Questionnaire/weekly-hospitalisation");
        await window.ClickAsync("Show");
        await window.Page.GetByLabel("District").SelectOptionAsync("Huye");
        await window.Page.GetByLabel("Only those who did not report on the last period that is over").CheckAsync();
        await window.ClickAsync("Show");
        var table = await window.ReadAsync();
        await window.PictureAsync("reporting");

        Assert.Contains("Maraba Health Centre", table, StringComparison.Ordinal);
        Assert.DoesNotContain("Kinigi Health Centre", table, StringComparison.Ordinal);
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.ClickAsync("Save as CSV", AriaRole.Link));
        var lines = await File.ReadAllLinesAsync((await download.PathAsync())!);
        Assert.StartsWith("facility,reference,district,", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.Contains(",Huye,", line, StringComparison.Ordinal));
    }

    [BrowserFact]
    [Trait("Task", "7")]
    public async Task SendAMessage()
    {
        await using var window = await run.OpenAsync();
        var place = (await run.Services.GetRequiredService<FhirGateway>().SearchAsync(new FhirSearch("Location").With("name", "Sovu"))).Matches.OfType<Hl7.Fhir.Model.Location>().First();

        await window.GoAsync("messages");
        await window.ClickAsync("New message", AriaRole.Link);
        await window.FillAsync("Place (name)", place.Name!);
        await window.FillAsync("Text", "The stock report is due on Friday. Merci – l'équipe");
        await window.ClickAsync("Check recipients and cost");
        var preview = await window.ReadAsync();
        Assert.Contains("The message reaches", preview, StringComparison.Ordinal);
        Assert.Contains("some of which are not in the GSM-7 alphabet: 1 SMS", preview, StringComparison.Ordinal);
        await window.PictureAsync("message");
        await window.ClickAsync("Change it");
        await window.FillAsync("Text", "The stock report is due on Friday.");
        await window.ClickAsync("Check recipients and cost");
        await window.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await window.ClickAsync("Send");

        Assert.Contains("The message was accepted.", await window.ReadAsync(), StringComparison.Ordinal);
        await window.UntilAsync("Completed");
        await window.GoAsync("messages");
        Assert.Contains("The stock report is due on Friday.", await window.ReadAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    [Trait("Task", "8")]
    public async Task StopAMessageBeforeAllOfItIsSent()
    {
        await using var window = await run.OpenAsync();

        await window.GoAsync("messages/new");
        await window.FillAsync("Reference or search", (await WorkersAsync(1))[0]);
        await window.FillAsync("Text", "Training on Monday at eight.");
        await window.Page.GetByLabel("Not before (time in UTC; empty for now)").FillAsync(TimeProvider.System.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await window.ClickAsync("Check recipients and cost");
        await window.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await window.ClickAsync("Send");
        await window.ClickAsync("Stop the rest");

        Assert.Contains("What was not sent yet is not sent any more.", await window.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("Stopped", await window.ReadAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    [Trait("Task", "9")]
    public async Task SeeWhomAReminderWouldReachAndSendIt()
    {
        await using var window = await run.OpenAsync();

        await window.GoAsync("reminders");
        await window.ClickAsync("weekly-report", AriaRole.Link);
        var preview = await window.ReadAsync();
        Assert.Contains("People who would get it: 1", preview, StringComparison.Ordinal);
        Assert.Contains("The facility has reported.", preview, StringComparison.Ordinal);
        Assert.Matches("[A-Z][a-z]+ [A-Z][a-z]+\\s+Practitioner/[^\\s]+", preview);
        await window.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await window.ClickAsync("Send now");

        var sent = await window.ReadAsync();
        Assert.True(sent.Contains("on its way to 1 people", StringComparison.Ordinal) || sent.Contains("sent in this period already", StringComparison.Ordinal), sent);
    }

    [BrowserFact]
    [Trait("Task", "10")]
    public async Task FindOnePersonsAnswersAndSeeWhoLooked()
    {
        await using var window = await run.OpenAsync();
        await window.GoAsync("responses");
        await window.ClickAsync("Search");
        var who = window.Page.Locator("table tbody td a").First;
        var person = await who.InnerTextAsync();
        await who.ClickAsync();
        Assert.Contains("Both sides name each other", await window.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("••••", await window.ReadAsync(), StringComparison.Ordinal);
        await window.ClickAsync("Show them; the audit log records it", AriaRole.Link);
        Assert.Contains("+2507", await window.ReadAsync(), StringComparison.Ordinal);
        await window.Page.Locator("table tr:has-text('completed') a[href*='/responses/']").First.ClickAsync();
        Assert.Contains("Extracted resources", await window.ReadAsync(), StringComparison.Ordinal);
        await window.ClickAsync("Show them; the audit log records it", AriaRole.Link);
        Assert.True(await window.Page.Locator("main dl").Last.Locator("dd").CountAsync() > 0);

        await window.GoAsync("audit");
        var audit = await window.ReadAsync();
        Assert.Contains("Looked at personal data", audit, StringComparison.Ordinal);
        Assert.Contains(person, audit, StringComparison.Ordinal);
        Assert.Contains("developer (Administrator)", audit, StringComparison.Ordinal);
    }

    [BrowserFact]
    [Trait("Task", "11")]
    public async Task PauseADirectionForMaintenanceAndResumeIt()
    {
        await using var window = await run.OpenAsync();

        await window.GoAsync("syncs");
        await window.Page.GetByText("Pause a direction").First.ClickAsync();
        await window.Page.Locator("#direction").SelectOptionAsync("groups");
        await window.FillAsync("Reason", "RapidPro is updated tonight");
        await window.Page.Locator("form[action$='syncs/pause'] button").ClickAsync();
        Assert.Contains("RapidPro is updated tonight", await window.ReadAsync(), StringComparison.Ordinal);
        await window.GoAsync("");
        Assert.Contains("Groups is paused by developer.", await window.ReadAsync(), StringComparison.Ordinal);
        await window.GoAsync("syncs");
        await window.ClickAsync("Resume: Groups");

        Assert.Contains("No direction is paused.", await window.ReadAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    [Trait("Task", "12")]
    public async Task CheckTheSettingsInForceAndTheConnections()
    {
        await using var window = await run.OpenAsync();

        await window.GoAsync("settings");
        var settings = await window.ReadAsync();
        await window.ClickAsync("Check now");
        await window.Page.Locator("#checks table").WaitForAsync();

        Assert.Contains("Mhero__RapidPro__Token", settings, StringComparison.Ordinal);
        Assert.DoesNotContain("simulator-token", settings, StringComparison.Ordinal);
        Assert.DoesNotContain("simulator-webhook-secret", settings, StringComparison.Ordinal);
        var checks = await window.Page.Locator("#checks").InnerTextAsync();
        Assert.Contains("The token opens a workspace of RW.", checks, StringComparison.Ordinal);
        Assert.False(checks.Contains("To be changed", StringComparison.Ordinal), checks);
    }

    private Task<DeadLetter> RecordAsync(string subject, string worker, string code, string cause) => run.Services.GetRequiredService<DeadLetterStore>().RecordAsync(
        "contacts", subject, $$"""{"items":[{"worker":"{{worker}}"}]}""", code, cause, 5);

    private async Task<IReadOnlyList<string>> WorkersAsync(int count)
    {
        var found = await run.Services.GetRequiredService<FhirGateway>().SearchAsync(new FhirSearch("Practitioner").With("_count", "40").With("identifier", MheroSystems.ContactUuid + "|"));
        return [.. found.Matches.Take(count).Select(match => $"Practitioner/{match.Id}")];
    }
}
