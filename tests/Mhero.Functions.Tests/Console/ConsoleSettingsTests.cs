using Mhero.Functions.Console.Access;

namespace Mhero.Functions.Tests.Console;

/// <summary>The page of the settings has each setting that counts, and no secret.</summary>
public sealed class ConsoleSettingsTests
{
    private const string Secret = "a-secret-that-no-page-shows-0123456789";

    private static readonly string[] Secrets =
    [
        "Mhero:RapidPro:Token", "Mhero:RapidPro:WebhookSecret", "Mhero:Fhir:Password", "Mhero:Publishing:Token",
        "Mhero:FlowResults:Sources:viamo:Token", "Mhero:Console:Users:amina:Key",
    ];

    [Fact]
    public async Task Settings_Secrets_AreNotShown()
    {
        await using var world = await ConsoleWorld.StartAsync(
            [.. Secrets.Select(name => (name, (string?)Secret)), ("Mhero:FlowResults:Sources:viamo:BaseUrl", "https://viamo.example.org"), ("Mhero:Fhir:Authentication", "Basic"), ("Mhero:Fhir:Username", "mhero"), ("Mhero:Runs:BatchSize", "7")]);
        using var browser = await world.SignInAsync(ConsoleRole.Administrator);

        var page = await browser.ReadAsync("settings");

        Assert.DoesNotContain(Secret, page, StringComparison.Ordinal);
        Assert.DoesNotContain(ConsoleWorld.AdministratorKey, page, StringComparison.Ordinal);
        Assert.DoesNotContain("UseDevelopmentStorage", page, StringComparison.Ordinal);
        Assert.Contains("Mhero__RapidPro__Token", page, StringComparison.Ordinal);
        Assert.Contains("https://viamo.example.org/", page, StringComparison.Ordinal);
        Assert.Matches("Mhero__Runs__BatchSize</th><td class=\"code\">7<", page);
        Assert.Matches("Mhero__Circuit__Threshold</th><td class=\"code\">10<", page);
    }
}
