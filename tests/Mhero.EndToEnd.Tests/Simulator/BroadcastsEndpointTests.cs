using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator;

public sealed class BroadcastsEndpointTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Amina = Guid.Parse("a0000000-0000-4000-8000-000000000001");
    private static readonly Guid Bosco = Guid.Parse("a0000000-0000-4000-8000-000000000002");
    private static readonly Guid Blocked = Guid.Parse("a0000000-0000-4000-8000-000000000003");
    private static readonly Guid Stopped = Guid.Parse("a0000000-0000-4000-8000-000000000004");
    private static readonly Guid Mute = Guid.Parse("a0000000-0000-4000-8000-000000000005");

    [Fact]
    public async Task Post_Translations_EachContactGetsOneInItsLanguage()
    {
        await using var simulator = await StartAsync();

        var made = await SendAsync(simulator, """{"eng":"Hello @contact.name, mail a@example.org","kin":"Muraho @(upper(contact.name))"}""", Amina, Bosco, Amina);

        Assert.Equal("queued", made.GetProperty("status").GetString());
        Assert.Equal("Muraho AMINA", Assert.Single(simulator.Workspace.MessagesTo(Amina)).Text);
        Assert.Equal("Hello Bosco, mail a@example.org", Assert.Single(simulator.Workspace.MessagesTo(Bosco)).Text);
        Assert.Equal(2, simulator.Workspace.CountMessages("Muraho @(upper(contact.name))").Count);
        Assert.Empty(simulator.Workspace.CountMessages("something else"));
        Assert.All(simulator.Workspace.Messages, m => Assert.Equal(made.GetProperty("id").GetInt32(), m.Broadcast));
    }

    [Fact]
    public async Task Post_WhoCannotBeReached_HasAMessageThatFailed()
    {
        await using var simulator = await StartAsync();

        await SendAsync(simulator, """{"eng":"Hello"}""", Amina, Blocked, Stopped, Mute);

        Assert.Equal("delivered", Assert.Single(simulator.Workspace.MessagesTo(Amina)).Status);
        Assert.All([Blocked, Stopped, Mute], contact => Assert.Equal("failed", Assert.Single(simulator.Workspace.MessagesTo(contact)).Status));
        Assert.Null(Assert.Single(simulator.Workspace.MessagesTo(Mute)).Urn);
    }

    [Fact]
    public async Task Post_GroupAndUrn_ReachEachOnceAndMakeAContact()
    {
        await using var simulator = await StartAsync();
        simulator.Workspace.AddGroup("CHWs");
        simulator.Workspace.Edit(Amina, c => c with { Groups = ["CHWs"] });
        using var http = SimulatorClient.For(simulator);

        var (status, _) = await http.PostJsonAsync("broadcasts.json", $$"""{"text":"Hi","groups":["chws"],"contacts":["{{Amina}}"],"urns":["tel:+250788000001","tel:+250788777777"]}""");

        Assert.Equal(201, status);
        Assert.Single(simulator.Workspace.MessagesTo(Amina));
        Assert.Single(simulator.Workspace.MessagesTo(simulator.Workspace.FindByUrn("tel:+250788777777")!.Uuid));
        Assert.Equal(2, simulator.Workspace.Messages.Count);
    }

    [Fact]
    public async Task Get_ByBroadcast_ShowsItsMessagesOnTheirWay()
    {
        var clock = new FakeTimeProvider(Start);
        await using var simulator = await StartAsync(clock: clock);
        simulator.Workspace.Behaviour = new ChannelBehaviour
        {
            Step = TimeSpan.FromMinutes(1),
            Fails = urn => urn == "tel:+250788000002",
        };
        var made = await SendAsync(simulator, """{"eng":"Hello"}""", Amina, Bosco);
        using var http = SimulatorClient.For(simulator);

        List<string> seen = [];
        for (var minute = 0; minute < 5; minute++)
        {
            var (_, body) = await http.GetJsonAsync($"messages.json?broadcast={made.GetProperty("id")}");
            seen.Add(string.Join('+', body.GetProperty("results").EnumerateArray().Reverse().Select(m => m.GetProperty("status").GetString())));
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["queued+queued", "wired+wired", "sent+failed", "delivered+failed", "delivered+failed"], seen);
        Assert.NotNull(Assert.Single(simulator.Workspace.MessagesTo(Amina)).SentOn);
        Assert.Null(Assert.Single(simulator.Workspace.MessagesTo(Bosco)).SentOn);
    }

    [Fact]
    public async Task Behaviour_ChannelThatNeverFinishes_GoesOnWhenItIsRepaired()
    {
        var clock = new FakeTimeProvider(Start);
        await using var simulator = await StartAsync(clock: clock);
        simulator.Workspace.Behaviour = new ChannelBehaviour { Last = "queued", Stalls = urn => urn == "tel:+250788000001" };
        await SendAsync(simulator, """{"eng":"Hello"}""", Amina, Bosco);
        clock.Advance(TimeSpan.FromDays(1));

        Assert.All(simulator.Workspace.Messages, m => Assert.Equal("queued", m.Status));
        simulator.Workspace.Behaviour = new ChannelBehaviour { Stalls = urn => urn == "tel:+250788000001" };
        Assert.Equal(["wired", "delivered"], simulator.Workspace.Messages.Select(m => m.Status));
        simulator.Workspace.Behaviour = new ChannelBehaviour { Last = "sent" };
        Assert.Equal(["sent", "delivered"], simulator.Workspace.Messages.Select(m => m.Status));
    }

    [Fact]
    public async Task EditMessage_UnderWay_StaysAsItWasPut()
    {
        await using var simulator = await StartAsync();
        simulator.Workspace.Behaviour = new ChannelBehaviour { Last = "queued" };
        await SendAsync(simulator, """{"eng":"Hello"}""", Amina);

        simulator.Workspace.EditMessage(1, m => m with { Status = "errored" });
        simulator.Workspace.Behaviour = new ChannelBehaviour();

        Assert.Equal("errored", Assert.Single(simulator.Workspace.Messages).Status);
    }

    [Fact]
    public async Task Post_MailroomDown_WaitsUntilItIsBack()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);
        simulator.Workspace.MailroomDown = true;

        await SendAsync(simulator, """{"eng":"Hello"}""", Amina);
        var (_, waiting) = await http.GetJsonAsync("broadcasts.json");
        var before = simulator.Workspace.Messages.Count;
        simulator.Workspace.MailroomDown = false;
        var (_, done) = await http.GetJsonAsync("broadcasts.json");

        Assert.Equal("queued", waiting.GetProperty("results")[0].GetProperty("status").GetString());
        Assert.Equal(0, before);
        Assert.Equal("sent", done.GetProperty("results")[0].GetProperty("status").GetString());
        Assert.Single(simulator.Workspace.Messages);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("504")]
    [InlineData("dropped")]
    public async Task Post_FaultAfterTheWork_HasSentAllTheSame(string fault)
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);
        simulator.Faults.Add(new FaultRule(fault switch
        {
            "500" => FaultEffect.ServerErrorAfterWork(),
            "504" => FaultEffect.GatewayTimeoutAfterWork(),
            _ => FaultEffect.DropAfterWork(),
        })
        { Method = "POST", Endpoint = "broadcasts", Times = 1 });

        var status = "dropped";
        try
        {
            (var answered, _) = await http.PostJsonAsync("broadcasts.json", $$"""{"text":"Hello","contacts":["{{Amina}}"]}""");
            status = $"{answered}";
        }
        catch (HttpRequestException)
        {
        }

        Assert.Equal(fault, status);
        Assert.Single(simulator.Workspace.MessagesTo(Amina));
        var (_, list) = await http.GetJsonAsync("broadcasts.json");
        Assert.Equal(Amina, list.GetProperty("results")[0].GetProperty("contacts")[0].GetProperty("uuid").GetGuid());
    }

    [Theory]
    [InlineData(RapidProProfile.V7_4, "id,urns,contacts,groups,text,status,created_on", "sent")]
    [InlineData(RapidProProfile.V9_0, "id,urns,contacts,groups,text,attachments,base_language,status,created_on", "sent")]
    [InlineData(RapidProProfile.V26_3, "uuid,status,progress,urns,contacts,groups,text,attachments,quick_replies,base_language,created_on,id", "completed")]
    public async Task Get_Releases_DifferInMembersAndWords(RapidProProfile profile, string members, string status)
    {
        await using var simulator = await StartAsync(profile);
        await SendAsync(simulator, """{"eng":"Hello"}""", Amina);
        using var http = SimulatorClient.For(simulator);

        var (_, body) = await http.GetJsonAsync("broadcasts.json");

        var broadcast = body.GetProperty("results")[0];
        Assert.Equal(members, string.Join(',', broadcast.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(status, broadcast.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(RapidProProfile.V9_0, """{"eng":"Hello","kri":"Kushe"}""", """{"text":{"kri":["Not an allowed ISO 639-3 language code."]}}""")]
    [InlineData(RapidProProfile.V9_0, """{"kin":"Muraho"}""", """{"non_field_errors":["No text translation provided in base language."]}""")]
    [InlineData(RapidProProfile.V7_4, """{"kin":"Muraho"}""", """{"text":["Must include translation for base language 'eng'"]}""")]
    [InlineData(RapidProProfile.V9_0, "\"  \"", """{"non_field_errors":["Must provide either text or attachments."]}""")]
    public async Task Post_TextThatIsNone_IsRefusedAndNothingSent(RapidProProfile profile, string text, string error)
    {
        await using var simulator = await StartAsync(profile);
        using var http = SimulatorClient.For(simulator);

        var answer = await http.PostJsonAsync("broadcasts.json", $$"""{"text":{{text}},"contacts":["{{Amina}}"]}""");

        Assert.Equal((400, error), answer);
        Assert.Empty(simulator.Workspace.Messages);
        Assert.Empty(simulator.Workspace.Broadcasts);
    }

    [Theory]
    [InlineData(RapidProProfile.V7_4, 641, 400)]
    [InlineData(RapidProProfile.V9_0, 640, 201)]
    [InlineData(RapidProProfile.V9_0, 641, 400)]
    [InlineData(RapidProProfile.V26_3, 4096, 201)]
    [InlineData(RapidProProfile.V26_3, 4097, 400)]
    public async Task Post_LongText_HasTheBoundOfTheRelease(RapidProProfile profile, int length, int status)
    {
        await using var simulator = await StartAsync(profile);
        using var http = SimulatorClient.For(simulator);

        var (answered, _) = await http.PostJsonAsync("broadcasts.json", $$$"""{"text":{"eng":"{{{new string('x', length)}}}"},"contacts":["{{{Amina}}}"]}""");

        Assert.Equal(status, answered);
    }

    [Fact]
    public async Task Post_HundredAndOneContacts_IsRefused()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);
        var contacts = JsonSerializer.Serialize(Enumerable.Repeat(Amina, 101));

        var answer = await http.PostJsonAsync("broadcasts.json", $$"""{"text":"Hi","contacts":{{contacts}}}""");

        Assert.Equal((400, """{"contacts":["Ensure this field has no more than 100 elements."]}"""), answer);
    }

    [Fact]
    public async Task Get_After_HoldsWhatCameSince()
    {
        var clock = new FakeTimeProvider(Start);
        await using var simulator = await StartAsync(clock: clock);
        await SendAsync(simulator, """{"eng":"One"}""", Amina);
        clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(simulator, """{"eng":"Two"}""", Amina);
        await SendAsync(simulator, """{"eng":"Three"}""", Amina);
        using var http = SimulatorClient.For(simulator);

        var (_, body) = await http.GetJsonAsync("broadcasts.json?after=2026-11-22T08:00:30Z&reverse=true");

        Assert.Equal(["Three", "Two"], body.GetProperty("results").EnumerateArray().Select(b => b.GetProperty("text").GetProperty("eng").GetString()));
    }

    private static async Task<JsonElement> SendAsync(RapidProSimulator simulator, string text, params Guid[] contacts)
    {
        using var http = SimulatorClient.For(simulator);
        var (status, body) = await http.PostJsonAsync("broadcasts.json", $$"""{"text":{{text}},"base_language":"eng","contacts":{{JsonSerializer.Serialize(contacts)}}}""");
        Assert.Equal(201, status);
        return JsonDocument.Parse(body).RootElement;
    }

    private static async Task<RapidProSimulator> StartAsync(RapidProProfile profile = RapidProProfile.V9_0, TimeProvider? clock = null)
    {
        var simulator = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions { Profile = profile, TimeProvider = clock ?? new FakeTimeProvider(Start) });
        simulator.Workspace.AddContact(new SimulatedContact { Uuid = Amina, Name = "Amina", Language = "kin", Urns = ["tel:+250788000001"] });
        simulator.Workspace.AddContact(new SimulatedContact { Uuid = Bosco, Name = "Bosco", Language = "fra", Urns = ["tel:+250788000002"] });
        simulator.Workspace.AddContact(new SimulatedContact { Uuid = Blocked, Status = "blocked", Urns = ["tel:+250788000003"] });
        simulator.Workspace.AddContact(new SimulatedContact { Uuid = Stopped, Status = "stopped", Urns = ["tel:+250788000004"] });
        simulator.Workspace.AddContact(new SimulatedContact { Uuid = Mute });
        return simulator;
    }
}
