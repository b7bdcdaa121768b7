using Mhero.Core;
using Mhero.Core.Lookup;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Changes;
using Mhero.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Mhero.Functions.Tests.Http;

/// <summary>The endpoints of look-ups and changes, as far as they answer by themselves: nothing behind them is there.</summary>
public sealed class WebhookAuthorizationTests : IDisposable
{
    private const string Secret = "the secret";

    private readonly ServiceProvider _services;

    public WebhookAuthorizationTests()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["Mhero:RapidPro:BaseUrl"] = "http://127.0.0.1:9",
            ["Mhero:RapidPro:Token"] = "none",
            ["Mhero:Fhir:BaseUrl"] = "http://127.0.0.1:9/fhir",
            ["Mhero:Contacts:DefaultRegion"] = "RW",
        }).Build();
        _services = new ServiceCollection().AddSingleton(configuration).AddLogging().AddMhero(configuration).BuildServiceProvider();
    }

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(null, Secret, "", 503, "MH6010", "unavailable")]
    [InlineData(Secret, null, "", 401, "MH6011", "error")]
    [InlineData(Secret, "the secre", "", 401, "MH6011", "error")]
    [InlineData(Secret, Secret, "", 400, "MH7002", "error")]
    [InlineData(Secret, Secret, "{", 400, "MH7001", "error")]
    [InlineData(Secret, Secret, """{"question":"contact"}""", 400, "MH7003", "error")]
    public async Task Lookup_NotEvenAsked_IsRefusedFlatly(string? set, string? sent, string body, int status, string code, string answer)
    {
        var context = Context("POST", body, sent);

        await (await Lookup(set).RunAsync(context.Request, CancellationToken.None)).ExecuteAsync(context);

        var json = JsonNode.Parse(BodyOf(context))!.AsObject();
        Assert.Equal((status, code, answer), (context.Response.StatusCode, json["code"]!.ToString(), json["answer"]!.ToString()));
        Assert.All(json, member => Assert.IsAssignableFrom<JsonValue>(member.Value));
        Assert.Equal("no-store", context.Response.Headers.CacheControl.ToString());
        Assert.DoesNotContain(Secret, BodyOf(context), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lookup_SecretInTheAddress_Opens()
    {
        var context = Context("GET", "", null);
        context.Request.QueryString = new QueryString("?secret=the%20secret&question=nothing");

        await (await Lookup(Secret).RunAsync(context.Request, CancellationToken.None)).ExecuteAsync(context);

        Assert.Equal("MH7002", JsonNode.Parse(BodyOf(context))!["code"]!.ToString());
    }

    [Fact]
    public async Task Lookup_BodyWithoutEnd_IsCutOff()
    {
        var context = Context("POST", new string(' ', 100_000), Secret);
        context.Request.ContentLength = null;

        await (await Lookup(Secret).RunAsync(context.Request, CancellationToken.None)).ExecuteAsync(context);

        Assert.Equal(413, context.Response.StatusCode);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task Change_WithoutSecret_Is401(string method)
    {
        var context = Context(method, "", null);

        await (await Change().RunAsync(context.Request, null, null, CancellationToken.None)).ExecuteAsync(context);

        Assert.Equal(401, context.Response.StatusCode);
    }

    [Fact]
    public async Task Change_Handshakes_AreAnsweredWithoutStorage()
    {
        var grid = Context("POST", """[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"abc"}}]""", Secret);
        await (await Change().RunAsync(grid.Request, null, null, CancellationToken.None)).ExecuteAsync(grid);
        var cloud = Context("OPTIONS", "", Secret);
        cloud.Request.Headers["WebHook-Request-Origin"] = "eventgrid.azure.net";
        await (await Change().RunAsync(cloud.Request, null, null, CancellationToken.None)).ExecuteAsync(cloud);

        Assert.Equal((200, "abc"), (grid.Response.StatusCode, JsonNode.Parse(BodyOf(grid))!["validationResponse"]!.ToString()));
        Assert.Equal((200, "eventgrid.azure.net"), (cloud.Response.StatusCode, cloud.Response.Headers["WebHook-Allowed-Origin"].ToString()));
    }

    [Fact]
    public async Task Change_OfWhatNobodyReads_NeedsNoStorage()
    {
        var context = Context("PUT", "{}", Secret);

        await (await Change().RunAsync(context.Request, "Observation", "1", CancellationToken.None)).ExecuteAsync(context);

        Assert.Equal((202, ""), (context.Response.StatusCode, BodyOf(context)));
    }

    private static IOptions<RapidProOptions> OptionsWith(string? secret) => Options.Create(new RapidProOptions { WebhookSecret = secret });

    private AnswerLookup Lookup(string? secret) => new(_services.GetRequiredService<LookupService>(), OptionsWith(secret));

    private ReceiveChange Change() => new(_services.GetRequiredService<RegistryChanges>(), OptionsWith(Secret));

    private DefaultHttpContext Context(string method, string body, string? secret)
    {
        var context = new DefaultHttpContext { RequestServices = _services };
        context.Request.Method = method;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Response.Body = new MemoryStream();
        if (secret is not null)
        {
            context.Request.Headers["X-Mhero-Secret"] = secret;
        }

        return context;
    }

    private static string BodyOf(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
}
