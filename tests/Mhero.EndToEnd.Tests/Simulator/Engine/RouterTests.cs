namespace Mhero.EndToEnd.Tests.Simulator.Engine;

public sealed class RouterTests
{
    [Theory]
    // Words: value is the words that matched, as they were written; the rest of the message is not in it.
    [InlineData("has_any_word(Red Blue)", "I like RED a lot", "RED")]
    [InlineData("has_any_word(fox quick)", "The Quick Brown Fox", "Quick Fox")]
    [InlineData("has_any_word(oui yes)", "Yes!", "Yes")]
    [InlineData("has_any_word(red)", "reddish", null)]
    [InlineData("has_all_words(the fox)", "the quick brown FOX", "the FOX")]
    [InlineData("has_all_words(red fox)", "the quick brown fox", null)]
    [InlineData("has_phrase(brown fox)", "the quick Brown fox", "Brown fox")]
    [InlineData("has_phrase(quick fox)", "the Quick Brown fox", null)]
    [InlineData("has_only_phrase(quick brown)", " Quick, Brown ", "Quick Brown")]
    [InlineData("has_only_phrase(quick brown)", "the quick brown fox", null)]
    [InlineData("has_only_phrase(1)", "1.", "1")]
    [InlineData("has_only_text(yes)", "yes", "yes")]
    [InlineData("has_only_text(yes)", "Yes", null)]
    [InlineData("has_beginning(the quick)", "  The Quick Brown", "The Quick")]
    [InlineData("has_beginning(quick brown)", "The Quick Brown", null)]
    [InlineData("has_text()", " quick ", "quick")]
    [InlineData("has_text()", " \n ", null)]
    [InlineData(@"has_pattern(^\s*([a-z]{3})-?(\d{4})\b)", "muh-0042 please", "muh-0042")]
    [InlineData("has_pattern(buy (\\w+))", "Sell cheese please", null)]
    [InlineData("has_email()", "my email is <foo1@bar.com>, please respond", "foo1@bar.com")]
    [InlineData("has_email()", "i'm not sharing my email", null)]
    // Numbers: inside a text, without grouping or needless zeros, in any script.
    [InlineData("has_number()", "the number is 42!", "42")]
    [InlineData("has_number()", "1,234.50 francs", "1234.5")]
    [InlineData("has_number()", "٤٢", "42")]
    [InlineData("has_number()", "forty two", null)]
    [InlineData("has_number_lt(44)", "the number is 42", "42")]
    [InlineData("has_number_lt(42)", "the number is 42", null)]
    [InlineData("has_number_lte(42)", "42", "42")]
    [InlineData("has_number_eq(42)", "-1 or 42", "42")]
    [InlineData("has_number_gte(42)", "42.0", "42")]
    [InlineData("has_number_gt(42)", "42", null)]
    [InlineData("has_number_between(0|120)", "about 31", "31")]
    [InlineData("has_number_between(0|120)", "130", null)]
    // Dates: day first, in the workspace's zone, the present time of day filled in.
    [InlineData("has_date()", "14-01-2026", "2026-01-14T10:15:30.123???+02:00")]
    [InlineData("has_date()", "I was born on 23.06.1977 at 3:34 pm", "1977-06-23T15:34:00.000000+02:00")]
    [InlineData("has_date()", "2026-01-14", "2026-01-14T10:15:30.123???+02:00")]
    [InlineData("has_date()", "31-02-2026", null)]
    [InlineData("has_date_lt(2026-06-01)", "14/01/2026", "2026-01-14T10:15:30.123???+02:00")]
    [InlineData("has_date_lt(2026-01-14)", "14/01/2026", null)]
    [InlineData("has_date_eq(2026-01-14)", "14/01/2026 23:59", "2026-01-14T23:59:00.000000+02:00")]
    [InlineData("has_date_gt(2026-01-13)", "14 1 26", "2026-01-14T10:15:30.123???+02:00")]
    [InlineData("has_date_gt(@(today()))", "14-01-2026", null)]
    [InlineData("has_time()", "at 10 PM", "22:00:00.000000")]
    [InlineData("has_time()", "10:30:45 it is", "10:30:45.000000")]
    [InlineData("has_time()", "just the number 25", null)]
    [InlineData("has_phone()", "0788 000 001", "+250788000001")]
    [InlineData("has_phone(US)", "my number is (206) 779-9294", "+12067799294")]
    [InlineData("has_phone()", "none of your business", null)]
    [InlineData("has_state()", "I live in Kigali", "Rwanda > Kigali City")]
    [InlineData("has_district(Kigali)", "¡Gasabo!", "Rwanda > Kigali City > Gasabo")]
    [InlineData("has_district(Eastern Province)", "Gasabo", null)]
    [InlineData("has_district()", "in gasabo", "Rwanda > Kigali City > Gasabo")]
    [InlineData("has_ward(Gasabo|Kigali City)", "I live in Gisozi", "Rwanda > Kigali City > Gasabo > Gisozi")]
    [InlineData("has_ward()", "Nyarugenge", null)]
    public async Task Answer_ForATest_IsItsMatchOrOther(string test, string text, string? expected)
    {
        await using var phone = await Phone.StartAsync();
        phone.Workspace.Places =
        [
            new("Rwanda > Kigali City", "Kigali"), new("Rwanda > Eastern Province"), new("Rwanda > Kigali City > Gasabo"), new("Rwanda > Kigali City > Gasabo > Gisozi"),
        ];
        var flow = new FlowWriter().Ask("Answer", [test + "=Matched"]);

        await phone.PlayAsync(flow, text);

        var value = phone.Run.Values["answer"];
        Assert.Equal(expected is null ? "Other" : "Matched", value.Category);
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(expected ?? text).Replace(@"\?\?\?", @"\d{3}", StringComparison.Ordinal) + "$", value.Value);
        Assert.Equal(text, value.Input);
        Assert.Equal(flow.Node(0), value.Node);
    }

    [Fact]
    public async Task Answer_NothingFits_GoesRoundAndRoundUntilItDoes()
    {
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter()
            .Do(FlowWriter.Say("How old?"))
            .Ask("Age", ["has_number_between(0|120)=Number"], back: new() { ["Other"] = 3 })
            .Do(FlowWriter.Say("You are @results.age, you said '@results.age.input'.")).Goto(-1)
            .Do(FlowWriter.Say("Digits please.")).Goto(1);
        await phone.PlayAsync(flow);

        var first = await phone.TextAsync("old");
        var between = phone.Run.Values["age"];
        var second = await phone.TextAsync("200");
        var third = await phone.TextAsync("31 years");

        Assert.Equal(["Digits please."], first);
        Assert.Equal(("old", "Other"), (between.Value, between.Category));
        Assert.Equal(["Digits please."], second);
        Assert.Equal(["You are 31, you said '31 years'."], third);
        Assert.Equal(new[] { 0, 1, 3, 1, 3, 1, 2 }.Select(flow.Node), phone.Run.Path.Select(s => s.Node));
        Assert.Equal("completed", phone.Run.ExitType);
    }

    [Fact]
    public async Task Answer_WithoutTests_IsTheWholeTextCutAt640()
    {
        await using var phone = await Phone.StartAsync();

        await phone.PlayAsync(new FlowWriter().AskAnything("Story"), "  " + new string('x', 700));

        var value = phone.Run.Values["story"];
        Assert.Equal("All Responses", value.Category);
        Assert.Equal(new string('x', 640), value.Value);
        Assert.Equal(702, value.Input!.Length);
    }

    [Fact]
    public async Task Answer_InTheContactsLanguage_MatchesItsArgumentsAndKeepsTheCategory()
    {
        await using var phone = await Phone.StartAsync(language: "fra");
        var flow = new FlowWriter().Ask("Pregnant", ["has_any_word(1 yes)=Yes"])
            .Do(FlowWriter.Say("@results.pregnant.category / @results.pregnant.category_localized"))
            .Translate("fra", FlowWriter.Id(0x400, 0), "arguments", "1 oui").Translate("fra", FlowWriter.Id(0x300, 0), "name", "Oui");

        var replies = await phone.PlayAsync(flow, "Oui, je crois");

        Assert.Equal(("Oui", "Yes"), (phone.Run.Values["pregnant"].Value, phone.Run.Values["pregnant"].Category));
        Assert.Equal(["Yes / Oui"], replies);
    }

    [Fact]
    public async Task Answer_WithMedia_HoldsTheAddresses()
    {
        await using var phone = await Phone.StartAsync();
        await phone.PlayAsync(new FlowWriter().AskAnything("Photo", "@input", """{"type":"msg","hint":{"type":"image"}}"""));

        await phone.Workspace.ReceiveAsync(Phone.Number, "my card", [new("image/jpeg", "https://example.org/a.jpg"), new("image/jpeg", "https://example.org/b.jpg")]);

        Assert.Equal("my card\nhttps://example.org/a.jpg\nhttps://example.org/b.jpg", phone.Run.Values["photo"].Value);
        Assert.Equal(2, phone.Workspace.Messages[^1].Attachments.Count);
    }

    [Fact]
    public async Task Split_ByGroupAndByCategory_NeedsNoAnswer()
    {
        await using var phone = await Phone.StartAsync();
        var group = phone.Workspace.Groups.Single(g => g.Name == "Reporters").Uuid;
        phone.Workspace.Edit(phone.Contact, c => c with { Groups = ["Reporters"] });
        var flow = new FlowWriter()
            .Ask("Member", [$"has_group({group}|Reporters)=Reporters"], "@contact.groups", wait: null)
            .Ask("Known", ["has_category(Reporters|Nurses)=Known"], "@results.member", wait: null);

        await phone.PlayAsync(flow);

        Assert.Equal(("Reporters", "Reporters"), (phone.Run.Values["member"].Value, phone.Run.Values["member"].Category));
        Assert.Equal("Known", phone.Run.Values["known"].Category);
        Assert.Equal("completed", phone.Run.ExitType);
        Assert.False(phone.Run.Responded);
    }

    [Fact]
    public async Task Split_AtRandom_TakesEveryWayAndKeepsItsIndex()
    {
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter().Route(
            """{"type":"random","result_name":"Arm","categories":[{"uuid":"c0","name":"A","exit_uuid":"$exit0"},{"uuid":"c1","name":"B","exit_uuid":"$exit1"}]}""", 1, 2)
            .Do(FlowWriter.Say("A")).Do(FlowWriter.Say("B"));
        phone.Workspace.AddFlow(flow.ToString());
        for (var i = 0; i < 40; i++)
        {
            await phone.Workspace.StartFlowAsync(flow.Uuid, [phone.Contact]);
        }

        var arms = phone.Workspace.Runs.Select(r => (r.Values["arm"].Category, r.Values["arm"].Value)).ToHashSet();

        Assert.Equal([("A", "0"), ("B", "1")], arms.Order());
    }
}
