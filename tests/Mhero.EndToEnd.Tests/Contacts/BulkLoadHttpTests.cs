using System.Net;
using System.Net.Http.Json;
using Mhero.EndToEnd.Tests.Cli;
using Mhero.Functions.Timers;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>A bulk load from the command to the linked contacts, through the app's endpoints, Azurite and the registry.</summary>
public sealed class BulkLoadHttpTests(SyncWorld world) : IClassFixture<SyncWorld>, IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(world.Host.BaseUrl, "/api/"), DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mhero-bulk-load-");

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Command_FilesAreImported_ContactsAreLinked()
    {
        (string, string)[] app = [("MHERO_APP_URL", world.Host.BaseUrl.AbsoluteUri), ("MHERO_APP_KEY", SyncWorld.FunctionKey)];
        await world.RoundAsync();
        using var none = await _http.GetAsync("bulk-load");
        using var noFile = await _http.GetAsync("bulk-load/files/1");
        using var noThreshold = await _http.PostAsync("bulk-load?threshold=few", null);
        var numbers = new[] { SyncWorld.NewNumber(), SyncWorld.NewNumber(), SyncWorld.NewNumber() };
        foreach (var number in numbers)
        {
            await world.AddWorkerAsync("Bulk Worker " + number[^3..], number);
        }

        var made = await MheroProcess.RunAsync($"bulk-load --threshold 1 --out {_folder.FullName}", app);
        var file = Path.Combine(_folder.FullName, "contacts-001.csv");
        using (var page = await ImportAsync(file))
        {
            Assert.Equal(HttpStatusCode.Created, page.StatusCode);
        }

        await world.RoundAsync();
        await world.Host.InvokeTimerAsync(nameof(SyncContacts));
        await world.IdleAsync();
        var status = await MheroProcess.RunAsync("bulk-load --status --json", app);

        Assert.True(made.ExitCode == 0, made.Errors + made.Output);
        Assert.Contains("instructions.md", made.Output, StringComparison.Ordinal);
        Assert.Equal(("MH6030", "MH6031", "MH6032"), (await CodeOf(none), await CodeOf(noFile), await CodeOf(noThreshold)));
        Assert.Contains("contacts-001.csv", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "instructions.md")), StringComparison.Ordinal);
        Assert.Equal(numbers.Length + 1, (await File.ReadAllLinesAsync(file)).Length);
        foreach (var number in numbers)
        {
            var contact = world.ContactOf(number);
            var worker = await world.ReadWorkerAsync(contact.Fields["globalid"]!);
            Assert.Equal(contact.Uuid.ToString(), SyncWorld.ContactUuidOf(worker));
            Assert.Contains("Health workers", contact.Groups);
        }

        var load = JsonNode.Parse(status.Output)!;
        Assert.Equal(("ended", "imported", 0), ((string)load["state"]!, (string)load["outcome"]!, (int)load["open"]!));
    }

    [Fact]
    public async Task Command_AppIsNotReached_SaysWhatToDo()
    {
        var unreachable = await MheroProcess.RunAsync("bulk-load --app http://127.0.0.1:9/");
        var both = await MheroProcess.RunAsync("bulk-load --status --release");

        Assert.Equal(2, unreachable.ExitCode);
        Assert.Contains("start one with 'mhero up'", unreachable.Errors, StringComparison.Ordinal);
        Assert.Contains("either --status or --release", both.Errors, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> ImportAsync(string file)
    {
        using var rapidPro = new HttpClient();
        using var csv = new StringContent(await File.ReadAllTextAsync(file));
        return await rapidPro.PostAsync(new Uri(world.RapidPro.BaseUrl, "/simulator/contacts"), csv);
    }

    private static async Task<string> CodeOf(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.GetValue<string>();
}
