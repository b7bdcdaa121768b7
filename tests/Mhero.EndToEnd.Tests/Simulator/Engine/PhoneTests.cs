using Mhero.Simulator;
using Mhero.Simulator.Engine;

namespace Mhero.EndToEnd.Tests.Simulator.Engine;

/// <summary>What sets flows off, and what ends them.</summary>
public sealed class PhoneTests
{
    [Theory]
    [InlineData("REPORT now", "Report")]
    [InlineData("report", "Report")]
    [InlineData("stop", "Stop")]
    [InlineData("stop it", "Anything else")]
    [InlineData("my report", "Anything else")]
    [InlineData("...", "Anything else")]
    public async Task Text_ByItsFirstWord_StartsItsFlow(string text, string flow)
    {
        await using var phone = await TriggeredAsync();

        var replies = await phone.TextAsync(text);

        Assert.Equal([$"This is {flow}"], replies);
        Assert.Equal(flow, phone.Workspace.FindFlow(phone.Run.Flow)!.Name);
        Assert.True(phone.Run.Responded);
        Assert.Null(phone.Run.Start);
        Assert.Equal(phone.Run.Flow, phone.Workspace.Messages[0].Flow);
    }

    [Fact]
    public async Task Text_KeywordInTheMiddleOfAFlow_InterruptsIt()
    {
        await using var phone = await TriggeredAsync();
        await phone.TextAsync("report");

        await phone.TextAsync("Stop");

        var runs = phone.Workspace.Runs;
        Assert.Equal(["interrupted", null], runs.Select(r => r.ExitType));
        Assert.Empty(runs[0].Values);
        // Ended from outside: exited_on is later than modified_on, as recorded.
        Assert.True(runs[0].ExitedOn > runs[0].ModifiedOn);
    }

    [Fact]
    public async Task Text_NoKeywordInTheMiddleOfAFlow_AnswersItAndNotTheCatchAll()
    {
        await using var phone = await TriggeredAsync();
        await phone.TextAsync("report");

        await phone.TextAsync("twelve");

        Assert.Equal("twelve", Assert.Single(phone.Workspace.Runs).Values["answer"].Value);
        Assert.Equal("completed", phone.Run.ExitType);
        Assert.Null(phone.Workspace.FindByUuid(phone.Contact)!.Flow);
    }

    [Fact]
    public async Task Text_TriggerForGroups_GoesBeforeTheOneForEverybody()
    {
        await using var phone = await TriggeredAsync();
        phone.Workspace.Edit(phone.Contact, c => c with { Groups = ["Reporters"] });

        Assert.Equal(["This is Report of reporters"], await phone.TextAsync("report"));
    }

    [Fact]
    public async Task Text_ArchivedFlow_IsNotStarted()
    {
        await using var phone = await TriggeredAsync();
        phone.Workspace.ArchiveFlow(phone.Workspace.Flows.Single(f => f.Name == "Stop").Uuid);

        Assert.Equal(["This is Anything else"], await phone.TextAsync("stop"));
    }

    [Fact]
    public async Task Text_NoFlowTakesIt_StaysInTheInboxAndTheContactIsSeen()
    {
        await using var phone = await Phone.StartAsync();
        phone.Clock.Advance(TimeSpan.FromMinutes(3));
        var before = phone.Workspace.FindByUuid(phone.Contact)!;

        var replies = await phone.TextAsync("Hello?");

        using var http = SimulatorClient.For(phone.Simulator);
        var (_, inbox) = await http.GetJsonAsync("messages.json?folder=inbox");
        var after = phone.Workspace.FindByUuid(phone.Contact)!;
        Assert.Empty(replies);
        Assert.Equal("Hello?", inbox.GetProperty("results")[0].GetProperty("text").GetString());
        Assert.Equal(phone.Workspace.Messages.Single().CreatedOn, after.LastSeenOn);
        Assert.True(after.ModifiedOn > before.ModifiedOn!.Value.AddMinutes(2));
    }

    [Fact]
    public async Task Text_UnknownNumber_BecomesAContactOnce()
    {
        await using var phone = await TriggeredAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => phone.Workspace.ReceiveAsync("0788 999 001", "report")));

        var contact = phone.Workspace.FindByUrn("tel:+250788999001")!;
        Assert.Equal(2, phone.Workspace.ContactCount);
        Assert.Null(contact.Name);
        Assert.Equal(8, phone.Workspace.Runs.Count(r => r.Contact == contact.Uuid));
        Assert.Single(phone.Workspace.Runs, r => r.ExitType is null);
        await Assert.ThrowsAsync<ArgumentException>(() => phone.Workspace.ReceiveAsync("12", "report"));
    }

    [Fact]
    public async Task Text_BlockedContact_IsPutAwayAndStoppedOneComesBack()
    {
        await using var phone = await TriggeredAsync();
        phone.Workspace.Edit(phone.Contact, c => c with { Status = "blocked" });
        var blocked = await phone.TextAsync("report");
        var visibility = phone.Workspace.Messages.Single().Visibility;
        phone.Workspace.Edit(phone.Contact, c => c with { Status = "stopped" });
        var stopped = await phone.TextAsync("report");

        Assert.Empty(blocked);
        Assert.Equal("archived", visibility);
        Assert.Equal(["This is Report"], stopped);
        Assert.Equal("active", phone.Workspace.FindByUuid(phone.Contact)!.Status);
    }

    [Theory]
    [InlineData("interrupt")]
    [InlineData("block")]
    [InlineData("delete")]
    public async Task ContactAction_WhileAFlowWaits_InterruptsIt(string action)
    {
        await using var phone = await TriggeredAsync();
        await phone.TextAsync("report");
        using var http = SimulatorClient.For(phone.Simulator);

        var (status, _) = await http.PostJsonAsync("contact_actions.json", $$"""{"contacts":["{{phone.Contact}}"],"action":"{{action}}"}""");

        Assert.Equal(204, status);
        Assert.Equal("interrupted", phone.Run.ExitType);
        Assert.Null(phone.Workspace.FindByUuid(phone.Contact)!.Flow);
    }

    [Fact]
    public async Task Start_SeveralContacts_ShareAModifiedOnAndInterruptWhatTheyWereIn()
    {
        await using var phone = await TriggeredAsync();
        var other = phone.Workspace.AddContact(new() { Urns = ["tel:+250788000009"] }).Uuid;
        var blocked = phone.Workspace.AddContact(new() { Status = "blocked" }).Uuid;
        var flow = phone.Workspace.Flows.Single(f => f.Name == "Report").Uuid;
        await phone.TextAsync("stop");
        var start = Guid.NewGuid();

        var sent = await phone.Workspace.StartFlowAsync(flow, [other, phone.Contact, blocked], start);

        var runs = phone.Workspace.Runs;
        Assert.Equal(2, sent.Count);
        Assert.Equal(["interrupted", null, null], runs.Select(r => r.ExitType));
        Assert.Equal(runs[1].ModifiedOn, runs[2].ModifiedOn);
        Assert.Equal([null, start, start], runs.Select(r => r.Start));
        Assert.All(runs.Skip(1), r => Assert.False(r.Responded));
        await Assert.ThrowsAsync<ArgumentException>(() => phone.Workspace.StartFlowAsync(Guid.NewGuid(), [other]));
        await Assert.ThrowsAsync<ArgumentException>(() => phone.Workspace.StartFlowAsync(flow, [Guid.NewGuid()]));
    }

    [Fact]
    public async Task Expire_ByTheClock_EndsWhatWaitedTooLong()
    {
        await using var phone = await TriggeredAsync();
        await phone.TextAsync("report");

        phone.Clock.Advance(TimeSpan.FromMinutes(59));
        var early = await phone.Workspace.ExpireRunsAsync();
        phone.Clock.Advance(TimeSpan.FromMinutes(2));
        var late = await phone.Workspace.ExpireRunsAsync();

        Assert.Equal((0, 1), (early, late));
        Assert.Equal("expired", phone.Run.ExitType);
        Assert.True(phone.Run.ExitedOn > phone.Run.ModifiedOn);
        Assert.Null(phone.Workspace.FindByUuid(phone.Contact)!.Flow);
    }

    [Fact]
    public async Task Text_AfterTheFlowsTime_FindsItExpired()
    {
        await using var phone = await TriggeredAsync();
        await phone.TextAsync("report");
        phone.Clock.Advance(TimeSpan.FromMinutes(61));

        var replies = await phone.TextAsync("twelve");

        Assert.Equal(["This is Anything else"], replies);
        Assert.Equal(["expired", null], phone.Workspace.Runs.Select(r => r.ExitType));
    }

    [Fact]
    public async Task TimeOut_OfAWait_GoesOnByItsCategory()
    {
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter()
            .Ask("Take Part", ["has_any_word(yes)=Yes"], wait: """{"type":"msg","timeout":{"seconds":600,"category_uuid":"$last"}}""", other: "No Response")
            .Do(FlowWriter.Say("@results.take_part.category"));
        await phone.PlayAsync(flow);

        var early = await phone.Workspace.TimeOutWaitsAsync();
        phone.Clock.Advance(TimeSpan.FromMinutes(11));
        var late = await phone.Workspace.TimeOutWaitsAsync();

        var value = phone.Run.Values["take_part"];
        Assert.Equal((0, 1), (early, late));
        Assert.Equal(("", "No Response", null, "completed"), (value.Value, value.Category, value.Input, phone.Run.ExitType));
        Assert.Equal("No Response", phone.Workspace.Messages.Single().Text);
        Assert.False(phone.Run.Responded);
    }

    [Fact]
    public async Task EditFlow_WhileItWaits_GoesOnWithTheNewRevisionOrFails()
    {
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter().AskAnything("A").Do(FlowWriter.Say("Old"));
        await phone.PlayAsync(flow);
        phone.Workspace.EditFlow(flow.Uuid, d => d["nodes"]![1]!["actions"]![0]!["text"] = "New");
        var changed = await phone.TextAsync("x");
        await phone.Workspace.StartFlowAsync(flow.Uuid, [phone.Contact]);
        phone.Workspace.EditFlow(flow.Uuid, d => d["nodes"]![0]!["uuid"] = Guid.NewGuid().ToString());

        var gone = await phone.TextAsync("x");

        Assert.Equal(["New"], changed);
        Assert.Empty(gone);
        Assert.Equal("failed", phone.Run.ExitType);
    }

    [Theory]
    [InlineData("""{"type":"send_email","subject":"x"}""", "the action send_email")]
    [InlineData("""{"type":"open_ticket"}""", "the action open_ticket")]
    [InlineData("""{"type":"send_msg","text":"@globals.org"}""", "'@globals.org' is not supported")]
    [InlineData("""{"type":"send_msg","text":"@(word_count(contact))"}""", "the function 'word_count' is not supported")]
    [InlineData("""{"type":"send_msg","text":"@(globals.x)"}""", "'globals' in an expression is not supported")]
    [InlineData("""{"type":"send_msg","text":"@(1 +)"}""", "the expression is not understood")]
    [InlineData("""{"type":"send_msg","text":"@(foreach(contact.groups, (x) => x))"}""", "anonymous functions")]
    [InlineData("""{"type":"send_msg","text":"x","templating":{"template":{}}}""", "send_msg with a message template")]
    [InlineData("""{"type":"set_contact_field","field":{"key":"nothing","name":"Nothing"},"value":"x"}""", "a field that the workspace does not have")]
    [InlineData("""{"type":"add_contact_groups","groups":[{"uuid":"00000000-0000-4000-8000-000000000000","name":"Nobody"}]}""", "a group that the workspace does not have")]
    [InlineData("""{"type":"add_contact_groups","groups":[{"name_match":"@fields.x"}]}""", "groups by an expression")]
    [InlineData("""{"type":"call_resthook","resthook":"nothing"}""", "a resthook that the workspace does not have")]
    [InlineData("""{"type":"enter_flow","flow":{"uuid":"00000000-0000-4000-8000-000000000000","name":"Nowhere"}}""", "enter_flow of a flow that the workspace does not have")]
    public async Task CheckFlow_ActionThatCannotBeRun_IsNamedWithFlowAndNode(string action, string what)
    {
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter("Too much").Do(FlowWriter.Say("Fine")).Do(action);
        phone.Workspace.AddFlow(flow.ToString());

        var fault = Assert.Throws<UnsupportedFlowException>(() => phone.Workspace.CheckFlow(flow.Uuid));

        Assert.Equal(("Too much", flow.Node(1).ToString()), (fault.Flow, fault.Node));
        Assert.Contains(what, fault.What, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnsupportedFlowException>(() => phone.Workspace.StartFlowAsync(flow.Uuid, [phone.Contact]));
        Assert.Equal(0, phone.Workspace.RunCount);
    }

    [Theory]
    [InlineData("has_intent(x|0.5)=A", """{"type":"msg"}""", "the test has_intent")]
    [InlineData("has_number_between(1)=A", """{"type":"msg"}""", "the test has_number_between with 1 arguments")]
    [InlineData("has_pattern([)=A", """{"type":"msg"}""", "not a regular expression")]
    [InlineData("has_text()=A", """{"type":"dial"}""", "a wait for dial")]
    public async Task CheckFlow_RouterThatCannotBeRun_IsNamed(string test, string wait, string what)
    {
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter().Ask("A", [test], wait: wait);
        phone.Workspace.AddFlow(flow.ToString());

        Assert.Contains(what, Assert.Throws<UnsupportedFlowException>(() => phone.Workspace.CheckFlow(flow.Uuid)).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckFlow_ChildTranslationOrMissingDefinition_IsRefusedToo()
    {
        await using var phone = await Phone.StartAsync();
        var child = new FlowWriter("Child").Do("""{"type":"say_msg","text":"Hello"}""");
        phone.Workspace.AddFlow(child.ToString());
        var parent = new FlowWriter("Parent").Do($$"""{"type":"enter_flow","flow":{"uuid":"{{child.Uuid}}","name":"Child"} }""");
        phone.Workspace.AddFlow(parent.ToString());
        var translated = new FlowWriter("Translated").Do(FlowWriter.Say("Fine")).Translate("fra", "a0.0", "text", "@(nonsense(1))");
        phone.Workspace.AddFlow(translated.ToString());
        var listed = phone.Workspace.AddFlow(new SimulatedFlow { Name = "Listed" });

        Assert.Equal("Child", Assert.Throws<UnsupportedFlowException>(() => phone.Workspace.CheckFlow(parent.Uuid)).Flow);
        Assert.Contains("in a translation of", Assert.Throws<UnsupportedFlowException>(() => phone.Workspace.CheckFlow(translated.Uuid)).What, StringComparison.Ordinal);
        Assert.Contains("no definition", Assert.Throws<UnsupportedFlowException>(() => phone.Workspace.CheckFlow(listed.Uuid)).What, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => phone.Workspace.CheckFlow(Guid.NewGuid()));
    }

    [Fact]
    public async Task Http_APhone_IsAnsweredWithTheReplies()
    {
        await using var phone = await TriggeredAsync();
        using var http = new HttpClient { BaseAddress = phone.Simulator.BaseUrl };

        var (status, body) = await http.PostJsonAsync("simulator/messages", $$"""{"from":"{{Phone.Number}}","text":"report"}""");
        var (bad, help) = await http.PostJsonAsync("simulator/messages", """{"from":"+250788123456"}""");
        var (number, _) = await http.PostJsonAsync("simulator/messages", """{"from":"12","text":"report"}""");
        var (broken, _) = await http.PostJsonAsync("simulator/messages", "nonsense");
        phone.Workspace.EditFlow(phone.Run.Flow, d => d["nodes"]![0]!["actions"]![0]!["type"] = "say_msg");
        var (refused, why) = await http.PostJsonAsync("simulator/messages", $$"""{"from":"{{Phone.Number}}","text":"report"}""");
        phone.Workspace.MailroomDown = true;
        var (down, _) = await http.PostJsonAsync("simulator/messages", $$"""{"from":"{{Phone.Number}}","text":"stop"}""");

        Assert.Equal((200, """{"replies":[{"text":"This is Report","attachments":[],"quickReplies":[],"status":"sent"}]}"""), (status, body));
        Assert.Equal([400, 400, 400, 422, 503], new[] { bad, number, broken, refused, down });
        Assert.Contains("telephone number", help, StringComparison.Ordinal);
        Assert.Contains("say_msg", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/jpeg:https://example.org/a.jpg", "", "image/jpeg https://example.org/a.jpg", "https://example.org/a.jpg")]
    [InlineData("geo:-1.94,30.06", "", "geo -1.94,30.06", "-1.94,30.06")]
    [InlineData("note: https://example.org", "note: https://example.org", "", "note: https://example.org")]
    public async Task Http_MediaInWriting_IsSentAsMedia(string text, string said, string media, string value)
    {
        await using var phone = await Phone.StartAsync();
        await phone.PlayAsync(new FlowWriter().AskAnything("Photo", "@input"));
        using var http = new HttpClient { BaseAddress = phone.Simulator.BaseUrl };

        await http.PostJsonAsync("simulator/messages", $$"""{"from":"{{Phone.Number}}","text":"{{text}}"}""");

        var message = phone.Workspace.Messages.Single();
        Assert.Equal((said, media), (message.Text, string.Join(' ', message.Attachments.Select(a => $"{a.ContentType} {a.Url}"))));
        Assert.Equal(value, phone.Run.Values["photo"].Value);
    }

    private static async Task<Phone> TriggeredAsync()
    {
        var phone = await Phone.StartAsync();
        (string Flow, string? Keyword, string Type, string? Match, bool ForReporters)[] triggers =
        [
            ("Report", "report", "K", "F", false), ("Stop", "stop", "K", "O", false), ("Anything else", null, "C", null, false), ("Report of reporters", "report", "K", "F", true),
        ];
        var export = new JsonObject { ["version"] = "13", ["flows"] = new JsonArray(), ["triggers"] = new JsonArray() };
        foreach (var (name, keyword, type, match, forReporters) in triggers)
        {
            var flow = new FlowWriter(name).Do(FlowWriter.Say("This is " + name)).AskAnything("Answer");
            export["flows"]!.AsArray().Add(JsonNode.Parse(flow.ToString()));
            export["triggers"]!.AsArray().Add(new JsonObject
            {
                ["trigger_type"] = type,
                ["keywords"] = keyword is null ? null : new JsonArray(keyword),
                ["match_type"] = match,
                ["flow"] = new JsonObject { ["uuid"] = flow.Uuid.ToString(), ["name"] = name },
                ["groups"] = forReporters ? new JsonArray(new JsonObject { ["name"] = "Reporters" }) : new JsonArray(),
                ["exclude_groups"] = new JsonArray(),
            });
        }

        phone.Workspace.AddFlows(export.ToJsonString());
        return phone;
    }
}
