using System.Net;
using System.Text.RegularExpressions;
using Mhero.Core.Operating;
using Mhero.DevHost.Host;
using Mhero.Functions.Tests.Console;

namespace Mhero.Functions.Tests.Http;

/// <summary>Each role on each HTTP function, for a person whom App Service Authentication signed in and who has the function key, too.</summary>
public sealed partial class OperatorRolesTests
{
    private static readonly (string, string?)[] On = [(AppServiceSignIn.SwitchVariable, "True")];

    /// <summary>Functions for systems, which take no notice of a sign-in.</summary>
    private static readonly string[] ForSystems =
    [
        "GetHealth", "OpenConsole", "ReceiveWebhook", "ReceiveResthook", "AnswerLookup", "ReceiveChange", "ListPackagesByToken", "GetPackageByToken", "ListPackageResponsesByToken",
    ];

    /// <summary>Functions whose answers have no personal data.</summary>
    private static readonly string[] ForReaders =
    [
        "GroupDeadLetters", "GetJob", "ListJobs", "ListMessages", "GetMessage", "GetCommunicationRequest", "ListReminders", "ListResponses", "GetResponse", "GetCompleteness", "GetAdx",
        "GetBulkLoad", "GetBulkLoadInstructions", "ListPackages", "GetPackage",
    ];

    private static readonly string[] ForAdministrators = ["PauseSync", "ResumeSync", "DiscardDeadLetters", "ForgetPerson", "AllowPerson", "ExportPerson"];

    [Theory]
    [InlineData("Owner", 0)]
    [InlineData("Reader", 1)]
    [InlineData("Operator", 2)]
    [InlineData("Administrator", 3)]
    public async Task Person_OnEachFunction_IsHeldToTheirRole(string role, int rank)
    {
        await using var world = await ConsoleWorld.StartAsync(On);
        using var http = ClientOf(world, role);

        Assert.True(world.Functions.Count > 50);
        foreach (var function in world.Functions)
        {
            var needed = ForSystems.Contains(function.Name) ? 0 : ForReaders.Contains(function.Name) ? 1 : ForAdministrators.Contains(function.Name) ? 3 : 2;
            Assert.Equal(rank < needed, await IsRefusedAsync(http, function));
        }
    }

    [Theory]
    [InlineData("Reader", "api/dead-letters?payload=false", false)]
    [InlineData("Reader", "api/dead-letters", true)]
    [InlineData("Reader", "api/responses/r1?reveal=true", true)]
    [InlineData("Operator", "api/responses/r1?reveal=true", false)]
    [InlineData("Reader", "api/dead-letters?payload=false&payload=true", true)]
    public async Task Person_WhoAsksForPersonalData_NeedsOperator(string role, string path, bool isRefused)
    {
        await using var world = await ConsoleWorld.StartAsync(On);
        using var http = ClientOf(world, role);

        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(isRefused, answer.StatusCode == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Person_OfAnotherProvider_HasNoRole()
    {
        await using var world = await ConsoleWorld.StartAsync(On);
        using var http = ClientOf(world, "Administrator", "github");

        using var answer = await http.GetAsync(new Uri("api/jobs", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("MH6033", JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("False")]
    public async Task Header_WhileAuthenticationIsOff_CountsForNothing(string? isOn)
    {
        await using var world = await ConsoleWorld.StartAsync([(AppServiceSignIn.SwitchVariable, isOn)]);
        using var http = ClientOf(world, "Owner");

        using var answer = await http.PostAsync(new Uri("api/dead-letters/recount", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task System_WithTheKeyAlone_MayDoAllAndWithoutItNothing()
    {
        await using var world = await ConsoleWorld.StartAsync(On);
        using var http = new HttpClient { BaseAddress = world.Root, DefaultRequestHeaders = { { "x-functions-key", ConsoleWorld.FunctionKey } } };
        foreach (var function in world.Functions)
        {
            Assert.False(await IsRefusedAsync(http, function));
        }

        // A role does not replace the key.
        using var keyless = ClientOf(world, "Administrator");
        keyless.DefaultRequestHeaders.Remove("x-functions-key");
        using var answer = await keyless.GetAsync(new Uri("api/jobs", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static HttpClient ClientOf(ConsoleWorld world, string role, string provider = "aad")
    {
        var principal = new
        {
            auth_typ = provider,
            name_typ = "name",
            role_typ = "roles",
            claims = new[] { new { typ = "http://schemas.microsoft.com/identity/claims/objectidentifier", val = "6f1d" }, new { typ = "roles", val = role } },
        };
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = world.Root };
        http.DefaultRequestHeaders.Add("x-functions-key", ConsoleWorld.FunctionKey);
        http.DefaultRequestHeaders.Add(AppServiceSignIn.PrincipalHeader, Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(principal))));
        http.DefaultRequestHeaders.Add("X-MS-CLIENT-PRINCIPAL-NAME", "amina@example.org");
        return http;
    }

    /// <summary>Whether a function refuses for want of a role; what else it answers does not matter.</summary>
    private static async Task<bool> IsRefusedAsync(HttpClient http, FunctionDescription function)
    {
        var path = Braces().Replace(function.Route!, match => match.Value.Contains("number", StringComparison.Ordinal) ? "1" : "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f");
        using var request = new HttpRequestMessage(new HttpMethod(function.Methods[0].ToUpperInvariant()), path);
        if (request.Method != HttpMethod.Get)
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        using var answer = await http.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.Forbidden && (await answer.Content.ReadAsStringAsync()).Contains("MH6033", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();
}
