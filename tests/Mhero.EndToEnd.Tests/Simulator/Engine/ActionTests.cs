namespace Mhero.EndToEnd.Tests.Simulator.Engine;

public sealed class ActionTests
{
    [Theory]
    [InlineData(null, "Hello Aline Uwase", "Yes No", "https://example.org/eng.jpg")]
    [InlineData("fra", "Bonjour Aline Uwase", "Oui Non", "https://example.org/fra.jpg")]
    [InlineData("kin", "Hello Aline Uwase", "Yes No", "https://example.org/eng.jpg")]
    public async Task SendMsg_Language_IsTheContactsOrElseTheFlows(string? language, string text, string replies, string media)
    {
        await using var phone = await Phone.StartAsync(language);
        var flow = new FlowWriter()
            .Do("""{"type":"send_msg","text":"Hello @contact","quick_replies":["Yes","No","@contact.nothing"],"attachments":["image/jpeg:https://example.org/eng.jpg"]}""")
            .Translate("fra", "a0.0", "text", "Bonjour @contact").Translate("fra", "a0.0", "quick_replies", "Oui", "Non").Translate("fra", "a0.0", "attachments", "image/jpeg:https://example.org/fra.jpg")
            .Translate("kin", "a0.0", "text", "");

        await phone.PlayAsync(flow);

        var message = phone.Workspace.Messages.Single();
        Assert.Equal((text, replies, media), (message.Text, string.Join(' ', message.QuickReplies), message.Attachments.Single().Url));
        Assert.Equal(("out", "sent", flow.Uuid, "tel:" + Phone.Number), (message.Direction, message.Status, message.Flow, message.Urn));
        Assert.NotNull(message.SentOn);
        Assert.Equal(phone.Workspace.Channel, message.Channel);
    }

    [Fact]
    public async Task SendMsg_NoNumber_Fails()
    {
        await using var phone = await Phone.StartAsync();
        phone.Workspace.Edit(phone.Contact, c => c with { Urns = [] });

        await phone.PlayAsync(new FlowWriter().Do(FlowWriter.Say("Anybody there?"), FlowWriter.Say("@contact.nothing")));

        var message = phone.Workspace.Messages.Single();
        Assert.Equal(("failed", null, null), (message.Status, message.Urn, message.Channel));
    }

    [Fact]
    public async Task SetRunResult_ValueAndCategory_AreKeptWithoutInput()
    {
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter().Do(
            """{"type":"set_run_result","name":"Case ID","value":"@(upper(contact.first_name))","category":"Known"}""",
            """{"type":"set_run_result","name":"Plain","value":"1","category":""}""",
            FlowWriter.Say("@results.case_id @results.case_id.category @results.plain.category."));

        var replies = await phone.PlayAsync(flow);

        var (known, plain) = (phone.Run.Values["case_id"], phone.Run.Values["plain"]);
        Assert.Equal(("ALINE", "Known", null, "Case ID", flow.Node(0)), (known.Value, known.Category, known.Input, known.Name, known.Node!.Value));
        Assert.Equal(("1", null), (plain.Value, plain.Category));
        Assert.Equal(["ALINE Known ."], replies);
    }

    [Fact]
    public async Task Contact_ChangedByTheFlow_IsSeenByItAtOnceAndByTheApi()
    {
        await using var phone = await Phone.StartAsync();
        phone.Workspace.AddGroup("Adults", "age >= 18");
        var before = phone.Workspace.FindByUuid(phone.Contact)!;
        phone.Clock.Advance(TimeSpan.FromMinutes(1));

        var replies = await phone.PlayAsync(new FlowWriter().Do(
            """{"type":"set_contact_name","name":" Keza @contact.name "}""",
            """{"type":"set_contact_language","language":"kin"}""",
            """{"type":"set_contact_language","language":"nonsense"}""",
            """{"type":"set_contact_field","field":{"key":"age","name":"Age"},"value":"31.50"}""",
            """{"type":"set_contact_field","field":{"key":"cadre","name":"Cadre"},"value":"nurse"}""",
            """{"type":"add_contact_groups","groups":[{"uuid":"00000000-0000-4000-8000-000000000000","name":"Reporters"}]}""",
            FlowWriter.Say("@contact.name, @contact.language, @fields.age, @contact.fields.cadre, @(fields.age + 1)")));

        var after = phone.Workspace.FindByUuid(phone.Contact)!;
        Assert.Equal(["Keza Aline Uwase, kin, 31.5, nurse, 32.5"], replies);
        Assert.Equal(("Keza Aline Uwase", "kin", "31.5", "nurse"), (after.Name, after.Language, after.Fields["age"], after.Fields["cadre"]));
        Assert.Equal(["Reporters", "Adults"], after.Groups);
        Assert.True(after.ModifiedOn >= before.ModifiedOn!.Value.AddMinutes(1));
    }

    [Fact]
    public async Task Contact_TakenOutOfGroups_IsOut()
    {
        await using var phone = await Phone.StartAsync();
        phone.Workspace.AddGroup("Others");
        phone.Workspace.Edit(phone.Contact, c => c with { Groups = ["Reporters", "Others"] });

        await phone.PlayAsync(new FlowWriter().Do("""{"type":"remove_contact_groups","groups":[{"name":"Reporters"}]}"""));
        var one = phone.Workspace.FindByUuid(phone.Contact)!.Groups;
        await phone.PlayAsync(new FlowWriter().Do("""{"type":"remove_contact_groups","groups":[],"all_groups":true}"""));

        Assert.Equal(["Others"], one);
        Assert.Empty(phone.Workspace.FindByUuid(phone.Contact)!.Groups);
    }

    [Fact]
    public async Task EnterFlow_ChildAsks_ParentGoesOnWhenItIsDone()
    {
        await using var phone = await Phone.StartAsync();
        var child = new FlowWriter("Child").AskAnything("Stock").Do(FlowWriter.Say("@parent.results.who has @results.stock"));
        phone.Workspace.AddFlow(child.ToString());
        var parent = new FlowWriter("Parent")
            .AskAnything("Who")
            .Do($$"""{"type":"enter_flow","flow":{"uuid":"{{child.Uuid}}","name":"Child"} }""", FlowWriter.Say("Before the child"))
            .Ask(null, ["has_only_text(completed)=Complete", "has_only_text(expired)=Expired"], "@child.status", wait: null)
            .Do(FlowWriter.Say("@child.status with @child.results.stock, @child.run.status"));

        var entered = await phone.PlayAsync(parent, "Bosco");
        var waiting = phone.Workspace.Runs;
        var flowOfContact = phone.Workspace.FindByUuid(phone.Contact)!.Flow;
        var done = await phone.TextAsync("12");

        Assert.Equal(["Before the child"], entered);
        Assert.Equal([null, null], waiting.Select(r => r.ExitType));
        Assert.Equal([true, false], waiting.Select(r => r.Responded));
        Assert.Equal("Child", flowOfContact!.Name);
        Assert.Equal(["Bosco has 12", "completed with 12, completed"], done);
        Assert.Equal(["completed", "completed"], phone.Workspace.Runs.Select(r => r.ExitType));
        Assert.Equal(4, phone.Workspace.Runs[0].Path.Count);
        Assert.NotNull(phone.Workspace.Runs[0].Start);
        Assert.Null(phone.Workspace.Runs[1].Start);
        Assert.Null(phone.Workspace.FindByUuid(phone.Contact)!.Flow);
    }

    [Fact]
    public async Task EnterFlow_ChildExpires_ParentCanSeeIt()
    {
        await using var phone = await Phone.StartAsync();
        var child = new FlowWriter("Child").AskAnything("Stock");
        phone.Workspace.AddFlow(child.ToString());
        await phone.PlayAsync(new FlowWriter("Parent")
            .Do($$"""{"type":"enter_flow","flow":{"uuid":"{{child.Uuid}}","name":"Child"} }""")
            .Ask("End", ["has_only_text(expired)=Expired"], "@child.status", wait: null));

        var expired = await phone.Workspace.ExpireRunsAsync(all: true);

        Assert.Equal(1, expired);
        Assert.Equal(["completed", "expired"], phone.Workspace.Runs.Select(r => r.ExitType));
        Assert.Equal("Expired", phone.Workspace.Runs[0].Values["end"].Category);
    }

    [Fact]
    public async Task EnterFlow_Terminal_EndsTheParent()
    {
        await using var phone = await Phone.StartAsync();
        var child = new FlowWriter("Child").AskAnything("Stock");
        phone.Workspace.AddFlow(child.ToString());
        await phone.PlayAsync(new FlowWriter("Parent")
            .Do($$"""{"type":"enter_flow","terminal":true,"flow":{"uuid":"{{child.Uuid}}","name":"Child"} }""")
            .Do(FlowWriter.Say("Never")));

        var before = phone.Workspace.Runs.Select(r => r.ExitType).ToList();
        var after = await phone.TextAsync("12");

        Assert.Equal(["completed", null], before);
        Assert.Empty(after);
        Assert.Equal(["completed", "completed"], phone.Workspace.Runs.Select(r => r.ExitType));
    }

    [Fact]
    public async Task Flow_InACircle_Fails()
    {
        await using var phone = await Phone.StartAsync();

        await phone.PlayAsync(new FlowWriter().Do(FlowWriter.Say("Again")).Goto(0));

        Assert.Equal("failed", phone.Run.ExitType);
        Assert.Equal(100, phone.Run.Path.Count);
    }

    [Theory]
    [InlineData("@@contact is @contact", "@contact is Aline Uwase")]
    [InlineData("mail me at aline@example.org or @someone", "mail me at aline@example.org or @someone")]
    [InlineData("@contact.uuid.", "{contact}.")]
    [InlineData("@contact.urn @urns.tel @urns.whatsapp|", "tel:+250788123456 tel:+250788123456 |")]
    [InlineData("@(1 + 2 * 3 - 4 / 2)", "5")]
    [InlineData("@(\"a\" & 1 & true)", "a1true")]
    [InlineData("@(2 ^ 3 = 8)", "true")]
    [InlineData("@(-3 < 2)", "true")]
    [InlineData("@(if(contact.language = \"\", \"none\", contact.language))", "none")]
    [InlineData("@(default(results.nothing, \"unset\"))", "unset")]
    [InlineData("@(default(fields.age, \"unset\"))", "unset")]
    [InlineData("@(title(\"KEZA ALINE\"))", "Keza Aline")]
    [InlineData("@(upper(\"é\"))@(lower(\"É\"))", "Éé")]
    [InlineData("@(json(object(\"b\", 1.50, \"a\", array(\"x\", null, true))))", """{"a":["x",null,true],"b":1.5}""")]
    [InlineData("@(format_date(\"2026-03-05\", \"DD/MM/YY\"))", "05/03/26")]
    [InlineData("@(format_time(\"14:05:30.000000\"))", "14:05")]
    [InlineData("@(format_date(now()))", "22-11-2026")]
    [InlineData("@(format_datetime(now(), \"YYYY-MM-DD tt:mm\"))", "2026-11-22 10:15")]
    [InlineData("@(today())", "2026-11-22")]
    [InlineData("@(text(round(2.345, 2)))", "2.35")]
    [InlineData("@(contact.nothing)@(1 / 0)", "")]
    [InlineData("@trigger.params.case of @(trigger.params.days[1])", "K-1 of 2")]
    [InlineData("@run.flow.name @run.flow @run.status", "Test flow Test flow active")]
    [InlineData("@(\"a \\\"b\\\" (c)\")", "a \"b\" (c)")]
    public async Task Expression_InAText_IsWorkedOut(string template, string expected)
    {
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter().Do(FlowWriter.Say("|" + template));
        phone.Workspace.AddFlow(flow.ToString());
        using var parameters = System.Text.Json.JsonDocument.Parse("""{"case":"K-1","days":[1,2]}""");

        var replies = await phone.Workspace.StartFlowAsync(flow.Uuid, [phone.Contact], parameters: parameters.RootElement);

        Assert.Equal("|" + expected.Replace("{contact}", phone.Contact.ToString(), StringComparison.Ordinal), replies.Single().Text);
    }
}
