using System.Net;
using Mhero.EndToEnd.Tests.Contacts;

namespace Mhero.EndToEnd.Tests.Http;

/// <summary>Whatever a client sends, it is answered with a status below 500 and, when it is refused, with a code.</summary>
public sealed class MalformedInputTests(SyncWorld world) : IClassFixture<SyncWorld>
{
    private static readonly string LongId = new('x', 1500);

    private static readonly (string Method, string Path)[] Endpoints =
    [
        ("POST", "fhir"),
        ("POST", "fhir/CommunicationRequest"),
        ("PUT", "fhir/CommunicationRequest/0b0f8f0f-52a5-4c53-8a39-1f6f2f0a9c11"),
        ("POST", "fhir/QuestionnaireResponse/$extract"),
        ("POST", "fhir/Questionnaire/$to-flow"),
        ("POST", "rapidpro/webhook"),
        ("POST", "rapidpro/resthook"),
        ("POST", "rapidpro/lookup"),
        ("POST", "fhir/changes"),
        ("POST", "reviews/unknown"),
        ("POST", "dead-letters/unknown/replay"),
    ];

    private static readonly string[] Bodies =
    [
        "",
        " ",
        "null",
        "[]",
        "[[]]",
        "1",
        "\"text\"",
        "{",
        "{}",
        "{\"a\":1}}",
        "{\"a\":}",
        "not json",
        """{"resourceType":"\ud800"}""",
        """{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Practitioner","name":[{"family":"\udc00x"}]}}]}""",
        """{"resourceType":"Bundle","resourceType":"Bundle"}""",
        """{"resourceType":"Bundle","type":"batch","entry":{}}""",
        """{"resourceType":"Bundle","type":"batch","entry":[null,1,"x",[],{"resource":[]},{"resource":1},{"resource":{}},{"resource":{"resourceType":[]}}]}""",
        """{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Practitioner","telecom":"x","name":[[]],"active":"true","birthDate":[]}}]}""",
        """{"resourceType":"CommunicationRequest","status":"active","payload":[{"contentString":["a"],"_contentString":{"extension":[]}}]}""",
        """{"resourceType":"CommunicationRequest","status":{"a":1},"recipient":[null],"payload":[null]}""",
        """{"resourceType":"CommunicationRequest","status":"active","recipient":["x"],"payload":"x","occurrencePeriod":[]}""",
        """{"resourceType":"QuestionnaireResponse","item":[{"linkId":[],"answer":{"valueString":{}}}]}""",
        """{"resourceType":"Parameters","parameter":[{"name":"questionnaire-response","resource":[]},{"name":1},null,"x"]}""",
        """{"resourceType":"Parameters","parameter":{"name":"questionnaire-response"}}""",
        """{"resourceType":"Parameters","parameter":[{"name":"questionnaire","resource":[]},{"name":"menu","valueString":{}},{"name":"retries","valueInteger":-1}]}""",
        """{"resourceType":"Questionnaire","status":"active","item":[{"linkId":"a","type":"nothing","text":"?","enableWhen":[{}]},{"type":"string"},null]}""",
        """{"contact":[],"flow":1,"results":"x","run":{"uuid":{}}}""",
        """{"contact":{"uuid":1},"flow":{"uuid":[]},"results":[{}]}""",
        """{"question":-1,"contact":"0b0f8f0f-52a5-4c53-8a39-1f6f2f0a9c11"}""",
        """{"question":"99","contact":"0b0f8f0f-52a5-4c53-8a39-1f6f2f0a9c11"}""",
        """{"question":{"a":[]},"contact":{"uuid":{}}}""",
        """{"choose":1}""",
        """{"choose":{"a":1},"create":"x"}""",
        """{"create":[]}""",
        new string('[', 5000),
        string.Concat(Enumerable.Repeat("{\"a\":", 5000)),
        "\uFEFF{}",
    ];

    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var (method, path) in Endpoints)
            {
                all.Add(method, path);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Send_MalformedBody_IsNeverAServerError(string method, string path)
    {
        using var http = Client();
        foreach (var body in Bodies.Select(Encoding.UTF8.GetBytes).Append([0xFF, 0xFE, 0x00, 0xD8]).Append([0x7B, 0xC3, 0x28, 0x7D]))
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            using var request = new HttpRequestMessage(new HttpMethod(method), $"api/{path}") { Content = content };
            using var response = await http.SendAsync(request);

            var text = Encoding.UTF8.GetString(body);
            await AssertAnsweredAsync(response, $"{method} {path} {text[..Math.Min(text.Length, 120)]}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Send_BodyOfFortyMegabytes_IsRefusedWithACode(string method, string path)
    {
        using var http = Client();
        using var content = new ByteArrayContent(new byte[40 * 1024 * 1024]) { Headers = { ContentType = new("application/json") } };
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/{path}") { Content = content };
        using var response = await http.SendAsync(request);

        await AssertAnsweredAsync(response, $"{method} {path}");
    }

    [Theory]
    [InlineData("GET", "jobs/{0}")]
    [InlineData("GET", "fhir/CommunicationRequest/{0}")]
    [InlineData("POST", "dead-letters/{0}/replay")]
    [InlineData("POST", "reviews/{0}")]
    [InlineData("POST", "reminders/{0}")]
    public async Task Send_IdThatCannotBe_IsNotFoundOrRefused(string method, string path)
    {
        using var http = Client();
        foreach (var id in new[] { LongId, "%00", "%ED%A0%80", "a%2Fb", "..%2F..", "'%20or%201%20eq%201", "%F0%9F%98%80" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "api/" + path.Replace("{0}", id, StringComparison.Ordinal))
            {
                Content = method == "POST" ? new StringContent("""{"create":true}""", Encoding.UTF8, "application/json") : null,
            };
            using var response = await http.SendAsync(request);

            Assert.True((int)response.StatusCode is >= 400 and < 500, $"{path} {id[..Math.Min(id.Length, 30)]}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task Send_NoFunctionKey_SaysSo()
    {
        using var http = new HttpClient { BaseAddress = world.Host.BaseUrl };

        using var response = await http.GetAsync(new Uri("api/status", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("x-functions-key", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task AssertAnsweredAsync(HttpResponseMessage response, string what)
    {
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode < 500, $"{what}: {(int)response.StatusCode} {answer}");
        if ((int)response.StatusCode >= 400)
        {
            var json = JsonNode.Parse(answer)!;
            var code = (string?)json["code"] ?? (string?)json["issue"]?[0]?["details"]?["coding"]?[0]?["code"];
            Assert.True(code?.StartsWith("MH", StringComparison.Ordinal) is true, $"{what}: no code in {answer}");
        }
    }

    private HttpClient Client()
    {
        var http = new HttpClient { BaseAddress = world.Host.BaseUrl, Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Add("x-functions-key", SyncWorld.FunctionKey);
        http.DefaultRequestHeaders.Add("X-Mhero-Secret", SyncWorld.WebhookSecret);
        return http;
    }
}
