using System.Net;
using System.Net.Http.Json;
using Mhero.DevHost.Host;

namespace Mhero.Functions.Tests.Host;

[Collection(HostTests.Name)]
public sealed class FunctionsHostHttpTests(StorageFixture storage) : IAsyncLifetime, IDisposable
{
    private readonly SampleHost _sample = new(storage, "SampleHello", "SampleEcho", "SampleItem", "SampleItemDelete", "SampleExtract", "SampleSettings", "SampleBoom");
    private FunctionsHost _host = null!;
    private readonly HttpClient _http = new();

    public async Task InitializeAsync()
    {
        _sample.Settings["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "1000";
        _host = await _sample.StartAsync();
        _http.BaseAddress = _host.BaseUrl;
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Get_AnonymousFunctionWithoutRoute_AnswersAtItsName() =>
        Assert.Equal("hello Ada from SampleHello", await _http.GetStringAsync("api/SampleHello?name=Ada"));

    [Theory]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    [InlineData("wrong", null, HttpStatusCode.Unauthorized)]
    [InlineData("", "", HttpStatusCode.Unauthorized)]
    [InlineData(SampleHost.FunctionKey, null, HttpStatusCode.Accepted)]
    [InlineData(null, SampleHost.FunctionKey, HttpStatusCode.Accepted)]
    [InlineData(SampleHost.MasterKey, null, HttpStatusCode.Accepted)]
    public async Task Post_FunctionLevel_NeedsFunctionOrMasterKey(string? header, string? code, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/samples/echo" + (code is null ? "" : "?code=" + code)) { Content = new StringContent("text") };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("x-functions-key", header);
        }

        using var response = await _http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(expected == HttpStatusCode.Accepted ? body == "text" : body.Contains("x-functions-key", StringComparison.Ordinal), body);
    }

    [Theory]
    [InlineData(SampleHost.FunctionKey, HttpStatusCode.Unauthorized)]
    [InlineData(SampleHost.MasterKey, HttpStatusCode.OK)]
    public async Task Get_AdminLevel_NeedsMasterKey(string key, HttpStatusCode expected)
    {
        using var response = await _http.GetAsync("api/SampleSettings?code=" + key);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK, response.Headers.ETag is not null);
    }

    [Fact]
    public async Task Get_RouteWithConstraints_FillsTypedParameters()
    {
        var id = Guid.NewGuid();

        var answer = await _http.GetFromJsonAsync<JsonObject>($"api/samples/items/{id}/7/x");
        var shorter = await _http.GetFromJsonAsync<JsonObject>($"api/samples/items/{id}/8");

        Assert.Equal((id.ToString(), 7, "x"), ((string)answer!["id"]!, (int)answer["number"]!, (string)answer["kind"]!));
        Assert.Equal((8, null), ((int)shorter!["number"]!, shorter["kind"]));
    }

    [Fact]
    public async Task Get_TwoCalls_EachHaveOneScopeAndDisposeTheirInstance()
    {
        await _http.GetStringAsync($"api/samples/items/{Guid.NewGuid()}/1");
        await _http.GetStringAsync($"api/samples/items/{Guid.NewGuid()}/1");

        var scopes = _sample.Behaviour.Scopes.ToArray();
        Assert.Equal(4, scopes.Length);
        Assert.Equal((scopes[0], scopes[2]), (scopes[1], scopes[3]));
        Assert.NotEqual(scopes[0], scopes[2]);
        Assert.Equal(2, _sample.Behaviour.Disposed);
    }

    [Fact]
    public async Task Delete_SameRouteOtherMethod_ReachesTheOtherFunction()
    {
        using var response = await _http.DeleteAsync("api/samples/items/a/1");

        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        Assert.Equal("""{"deleted":"a","method":"DELETE"}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "api/samples/items/no-guid/7")]
    [InlineData("PUT", "api/samples/items/3f2f6c1e-0000-0000-0000-000000000000/7")]
    [InlineData("POST", "api/SampleHello")]
    [InlineData("GET", "SampleHello")]
    [InlineData("GET", "api/SampleTick")]
    public async Task Send_NothingThatFits_Answers404(string method, string path)
    {
        using var response = await _http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Post_RouteWithDollar_Matches()
    {
        using var response = await _http.PostAsync("api/samples/$extract", null);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task Get_FunctionThrows_Answers500WithoutDetails()
    {
        using var response = await _http.GetAsync("api/SampleBoom");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("MH6099", (string)problem["code"]!);
        Assert.False(string.IsNullOrEmpty((string?)problem["correlationId"]));
        Assert.DoesNotContain("a detail of", problem.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_Answers413()
    {
        using var response = await _http.PostAsync("api/samples/echo?code=" + SampleHost.FunctionKey, new StringContent(new string('x', 1001)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public void Functions_All_AreDescribedWithTheirSettings()
    {
        var functions = _host.Functions.ToDictionary(function => function.Name);

        Assert.Equal(("api/samples/echo", "POST"), (functions["SampleEcho"].Route, functions["SampleEcho"].Methods.Single()));
        Assert.Equal((FunctionTriggerKind.Timer, "0 */5 * * * *", true), (functions["SampleTick"].Trigger, functions["SampleTick"].Schedule, functions["SampleTick"].IsDisabled));
        Assert.Equal((_sample.TextQueueName + "-poison", _sample.PocoQueueName), (functions["SampleTextPoison"].Queue, functions["SamplePoco"].Queue));
        Assert.False(functions["SampleEcho"].IsDisabled);
    }
}
