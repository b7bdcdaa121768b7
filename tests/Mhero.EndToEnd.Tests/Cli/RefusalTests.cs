using System.Net;
using System.Net.Sockets;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>What keeps <c>mhero up</c> from running is said in one sentence each, before anything is started or written.</summary>
public sealed class RefusalTests
{
    private const string RapidProUrl = "Mhero__RapidPro__BaseUrl";
    private const string Token = "Mhero__RapidPro__Token";
    private const string FhirUrl = "Mhero__Fhir__BaseUrl";

    [Fact]
    public async Task Up_WrongToken_SaysWhichSetting()
    {
        await using var rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions());

        var result = await MheroProcess.RunAsync("up --once", (RapidProUrl, rapidPro.BaseUrl.ToString()), (Token, "wrong"));

        result.AssertRefused("RapidPro refuses the token for");
        Assert.Contains("set Mhero__RapidPro__Token to a valid token", result.Errors, StringComparison.Ordinal);
        Assert.All(rapidPro.Requests.Recent, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task Up_NobodyAtRapidProAddress_SaysWhichSetting() =>
        (await MheroProcess.RunAsync("up --once", (RapidProUrl, Nowhere()), (Token, "any")))
            .AssertRefused("RapidPro cannot be reached for GET workspace: check Mhero__RapidPro__BaseUrl and the network.");

    [Fact]
    public async Task Up_AnotherServerAtRapidProAddress_SaysWhichSetting()
    {
        await using var rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions());

        (await MheroProcess.RunAsync("up --once", (RapidProUrl, rapidPro.BaseUrl + "wrong/path"), (Token, "any")))
            .AssertRefused("check Mhero__RapidPro__BaseUrl.");
    }

    [Fact]
    public async Task Up_NobodyAtFhirAddress_SaysWhichSetting() =>
        (await MheroProcess.RunAsync("up --once", (FhirUrl, Nowhere())))
            .AssertRefused("The FHIR server cannot be reached: check Mhero__Fhir__BaseUrl and the network.");

    [Fact]
    public async Task Up_NoFhirServerAtFhirAddress_SaysWhichSetting()
    {
        await using var rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions());

        (await MheroProcess.RunAsync("up --once", (FhirUrl, rapidPro.BaseUrl.ToString())))
            .AssertRefused("The configured address has no FHIR server: set Mhero__Fhir__BaseUrl to its FHIR base");
    }

    [Theory]
    [InlineData("up --once")]
    [InlineData("up")]
    public async Task Up_TokenMissing_SaysWhichSetting(string arguments) =>
        (await MheroProcess.RunAsync(arguments, (RapidProUrl, "https://rapidpro.example.org")))
            .AssertRefused("Set Mhero__RapidPro__Token to the API token");

    [Fact]
    public async Task Up_AddressMissingBesideToken_SaysWhichSettingInsteadOfSimulating() =>
        (await MheroProcess.RunAsync("up --once", (Token, "any"))).AssertRefused("Mhero__RapidPro__BaseUrl is missing beside Mhero__RapidPro__Token");

    [Fact]
    public async Task Up_AddressMissingBesideAuthentication_SaysWhichSettingInsteadOfStartingAServer() =>
        (await MheroProcess.RunAsync("up --once", ("Mhero__Fhir__Authentication", "ManagedIdentity")))
            .AssertRefused("Mhero__Fhir__BaseUrl is missing beside Mhero__Fhir__Authentication");

    [Fact]
    public async Task Up_SeveralFaults_SaysThemAllWithoutTheValues()
    {
        var result = await MheroProcess.RunAsync(
            "up --once",
            (FhirUrl, "https://registry.example.org/fhir"),
            ("Mhero__Fhir__Authentication", "Basic"),
            ("Mhero__RapidPro__MaxConcurrency", "s3cret"),
            ("Mhero__Contacts__DefaultRegion", "Rwanda"),
            ("SyncContactsSchedule", "every now and then"));

        result.AssertRefused(
            "Mhero__RapidPro__MaxConcurrency does not have a value of its kind (Int32)",
            "Mhero__Fhir__Username is missing",
            "Mhero__Fhir__Password is missing",
            "Mhero__Contacts__DefaultRegion must be the country's ISO 3166 code",
            "SyncContacts");
        Assert.DoesNotContain("s3cret", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_StorageOutOfReach_SaysWhichSetting()
    {
        var port = FreePort();
        var connection = $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Zm9v;QueueEndpoint=http://127.0.0.1:{port}/devstoreaccount1;TableEndpoint=http://127.0.0.1:{port}/devstoreaccount1;";

        (await MheroProcess.RunAsync("up --once", ("AzureWebJobsStorage", connection)))
            .AssertRefused("cannot be reached: check Mhero:Storage:ConnectionString (or AzureWebJobsStorage)");
    }

    [Fact]
    public async Task Up_FaultWithJson_GivesOneJsonObject()
    {
        var result = await MheroProcess.RunAsync("up --once --json", (Token, "any"));

        Assert.Equal(2, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.StartsWith("Mhero__RapidPro__BaseUrl is missing", json.RootElement.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
    }

    private static string Nowhere() => $"http://127.0.0.1:{FreePort()}/";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
