namespace Mhero.EndToEnd.Tests.Simulator.Engine;

public sealed class WebhookTests
{
    private const string DefaultBody =
        """@(json(object("contact", object("uuid", contact.uuid, "name", contact.name, "urn", contact.urn), "flow", object("uuid", run.flow.uuid, "name", run.flow.name), "run", object("uuid", run.uuid), "results", foreach_value(results, extract_object, "value", "category"))))""";

    [Fact]
    public async Task CallWebhook_DefaultBody_IsWhatRapidProSends()
    {
        using var listener = new WebhookListener();
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter("Registration")
            .Ask("Favorite Color", ["has_any_word(red)=Red"])
            .Do(Call(listener.Url + "?from=@(lower(contact.name))", DefaultBody, headers: """{"X-Secret":"@(upper(\"abc\"))","Content-Type":"application/json"}"""));

        await phone.PlayAsync(flow, "red é");

        var (method, path, headers, body) = Assert.Single(listener.Calls);
        Assert.Equal(("POST", "/hook?from=aline%20uwase"), (method, path));
        Assert.Equal("ABC", headers["X-Secret"]);
        Assert.Equal("application/json", headers["Content-Type"]);
        Assert.Equal("RapidProMailroom/9.0.0", headers["User-Agent"]);
        Assert.Equal("normal", headers["X-Mailroom-Mode"]);
        Assert.Equal(
            $$$"""{"contact":{"name":"Aline Uwase","urn":"tel:+250788123456","uuid":"{{{phone.Contact}}}"},"flow":{"name":"Registration","uuid":"{{{flow.Uuid}}}"},"results":{"favorite_color":{"category":"Red","value":"red"}},"run":{"uuid":"{{{phone.Run.Uuid}}}"}}""",
            body);
    }

    [Theory]
    [InlineData("""{"X-Note":"x"}""", null)]
    [InlineData("""{"Content-Type":"application/json"}""", "application/json")]
    public async Task CallWebhook_ContentType_IsWhatTheAuthorGave(string headers, string? contentType)
    {
        using var listener = new WebhookListener();
        await using var phone = await Phone.StartAsync();

        await phone.PlayAsync(new FlowWriter().Do(Call(listener.Url, "{}", headers: headers)));

        Assert.Equal(contentType, Assert.Single(listener.Calls).Headers["Content-Type"]);
    }

    [Theory]
    [InlineData(200, """{"facility":"Muhima"}""", "Success", "Hello Muhima")]
    [InlineData(202, "accepted", "Success", "Hello ")]
    [InlineData(500, """{"facility":"Muhima"}""", "Failure", "Sorry 500")]
    public async Task CallWebhook_Answer_IsTheResultAndWhatTheFlowSees(int status, string answer, string category, string said)
    {
        using var listener = new WebhookListener { Answer = _ => (status, answer) };
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter()
            .Do(Call(listener.Url, "{}", result: "Lookup"))
            .Ask(null, ["has_only_text(Success)=Success"], "@results.lookup.category", wait: null, back: new() { ["Failure"] = 3 }, other: "Failure")
            .Do(FlowWriter.Say("Hello @webhook.facility")).Goto(-1)
            .Do(FlowWriter.Say("Sorry @results.lookup"));

        var replies = await phone.PlayAsync(flow);

        var value = phone.Run.Values["lookup"];
        Assert.Equal((status.ToString(null, null), category, $"POST {listener.Url}"), (value.Value, value.Category, value.Input));
        Assert.Equal([said], replies);
    }

    [Fact]
    public async Task CallWebhook_Spec13_3_HasJsonStatusAndHeaders()
    {
        using var listener = new WebhookListener { Answer = _ => (201, """{"people":[{"name":"Bosco"},{"name":"Claire"}],"count":2}""") };
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter(spec: "13.5.0")
            .Do(Call(listener.Url, "{}"))
            .Do(FlowWriter.Say("@webhook.status @webhook.json.people.1.name @(webhook.json.people[0].name) @(webhook.json.count + 1) @webhook.json.nothing"));

        Assert.Equal(["201 Claire Bosco 3 "], await phone.PlayAsync(flow));
    }

    [Fact]
    public async Task CallWebhook_NobodyThere_IsAFailureAndTheFlowGoesOn()
    {
        string gone;
        using (var listener = new WebhookListener())
        {
            gone = listener.Url;
        }

        await using var phone = await Phone.StartAsync();
        var replies = await phone.PlayAsync(new FlowWriter().Do(Call(gone, "{}", result: "Call")).Do(FlowWriter.Say("Done")));

        Assert.Equal(("0", "Failure"), (phone.Run.Values["call"].Value, phone.Run.Values["call"].Category));
        Assert.Equal(["Done"], replies);
    }

    [Fact]
    public async Task CallWebhook_NoAnswerInTime_IsAFailure()
    {
        var gate = new TaskCompletionSource();
        using var listener = new WebhookListener { Gate = gate.Task };
        await using var phone = await Phone.StartAsync(options: new() { WebhookTimeout = TimeSpan.FromMilliseconds(200) });

        await phone.PlayAsync(new FlowWriter().Do(Call(listener.Url, "{}", result: "Call")));
        gate.SetResult();

        Assert.Equal(("0", "Failure", "completed"), (phone.Run.Values["call"].Value, phone.Run.Values["call"].Category, phone.Run.ExitType));
    }

    [Fact]
    public async Task CallWebhook_WhileItIsOut_TheApiAnswersAndDoesNotKnowTheRunYet()
    {
        var gate = new TaskCompletionSource();
        using var listener = new WebhookListener { Gate = gate.Task };
        await using var phone = await Phone.StartAsync();
        using var http = SimulatorClient.For(phone.Simulator);

        var playing = phone.PlayAsync(new FlowWriter().Do(Call(listener.Url, "{}")));
        var (status, during) = await http.GetJsonAsync("runs.json");
        var isOut = !playing.IsCompleted;
        gate.SetResult();
        await playing;
        var (_, after) = await http.GetJsonAsync("runs.json");

        Assert.True(isOut);
        Assert.Equal((200, 0, 1), (status, during.GetProperty("results").GetArrayLength(), after.GetProperty("results").GetArrayLength()));
    }

    [Fact]
    public async Task CallWebhook_ContactDeletedWhileItIsOut_StaysDeleted()
    {
        var gate = new TaskCompletionSource();
        using var listener = new WebhookListener { Gate = gate.Task };
        await using var phone = await Phone.StartAsync();
        var flow = new FlowWriter().Do(Call(listener.Url, "{}")).Do("""{"type":"set_contact_name","name":"Back"}""").AskAnything("A");

        var playing = phone.PlayAsync(flow);
        phone.Workspace.Edit(phone.Contact, c => c with { Deleted = true });
        gate.SetResult();
        await playing;

        Assert.True(phone.Workspace.FindByUuid(phone.Contact)!.Deleted);
        Assert.Equal("interrupted", phone.Run.ExitType);
    }

    [Fact]
    public async Task BeforeWebhook_OtherAddressAndSecret_AreUsed()
    {
        using var listener = new WebhookListener();
        await using var phone = await Phone.StartAsync();
        phone.Workspace.BeforeWebhook = request =>
        {
            request.RequestUri = new Uri(listener.Url + request.RequestUri!.AbsolutePath);
            request.Headers.Remove("X-Mhero-Secret");
            request.Headers.Add("X-Mhero-Secret", "real");
        };

        await phone.PlayAsync(new FlowWriter().Do(Call("https://mhero.example.org/api/rapidpro/webhook", "{}", headers: """{"X-Mhero-Secret":"change-me"}""", result: "Call")));

        var call = Assert.Single(listener.Calls);
        Assert.Equal(("/hook/api/rapidpro/webhook", "real"), (call.Path, call.Headers["X-Mhero-Secret"]));
        Assert.Equal("POST https://mhero.example.org/api/rapidpro/webhook", phone.Run.Values["call"].Input);
    }

    [Fact]
    public async Task CallResthook_Subscribers_GetThePayloadAndTheGoneAreTakenOff()
    {
        using var good = new WebhookListener();
        using var gone = new WebhookListener { Answer = _ => (410, "") };
        await using var phone = await Phone.StartAsync(language: "eng");
        phone.Workspace.AddResthook("new-mother", good.Url, gone.Url);
        var flow = new FlowWriter("Registration").Ask("Name", ["has_text()=Has Text"]).Do("""{"type":"call_resthook","resthook":"new-mother","result_name":"Hook"}""");
        await phone.PlayAsync(flow, "Keza");

        var call = Assert.Single(good.Calls);
        using var document = JsonDocument.Parse(call.Body);
        var body = document.RootElement;
        Assert.Equal("application/json", call.Headers["Content-Type"]);
        Assert.Equal(["channel", "contact", "flow", "input", "path", "results", "run"], body.EnumerateObject().Select(p => p.Name));
        Assert.Equal($$"""{"language":"eng","name":"Aline Uwase","urn":"tel:+250788123456","uuid":"{{phone.Contact}}"}""", body.GetProperty("contact").GetRawText());
        Assert.Equal($$"""{"name":"Registration","revision":1,"uuid":"{{flow.Uuid}}"}""", body.GetProperty("flow").GetRawText());
        Assert.Equal("Keza", body.GetProperty("input").GetProperty("text").GetString());
        Assert.Equal("""{"display":"0788 123 456","path":"+250788123456","scheme":"tel"}""", body.GetProperty("input").GetProperty("urn").GetRawText());
        Assert.Equal([flow.Node(0), flow.Node(1)], body.GetProperty("path").EnumerateArray().Select(s => s.GetProperty("node_uuid").GetGuid()));
        Assert.Equal(["category", "category_localized", "created_on", "input", "name", "node_uuid", "value"], body.GetProperty("results").GetProperty("name").EnumerateObject().Select(p => p.Name));
        Assert.Equal(phone.Run.Uuid, body.GetProperty("run").GetProperty("uuid").GetGuid());
        Assert.Equal([good.Url], phone.Workspace.SubscribersOf("new-mother"));
        Assert.Equal(("200", "Success"), (phone.Run.Values["hook"].Value, phone.Run.Values["hook"].Category));
    }

    [Fact]
    public async Task CallResthook_Nobody_IsAFailure()
    {
        await using var phone = await Phone.StartAsync();
        phone.Workspace.AddResthook("new-mother");

        await phone.PlayAsync(new FlowWriter().Do("""{"type":"call_resthook","resthook":"new-mother","result_name":"Hook"}"""));

        Assert.Equal(("no subscribers", "Failure"), (phone.Run.Values["hook"].Value, phone.Run.Values["hook"].Category));
    }

    private static string Call(string url, string body, string headers = "{}", string result = "") =>
        $$"""{"type":"call_webhook","method":"POST","url":{{JsonSerializer.Serialize(url)}},"headers":{{headers}},"body":{{JsonSerializer.Serialize(body)}},"result_name":"{{result}}"}""";
}
