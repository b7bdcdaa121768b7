using System.Net;
using System.Net.Http.Json;
using Mhero.Cli.Output;
using Mhero.Core.Sync.Contacts.Bulk;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero bulk-load</c>: makes files for RapidPro's import of the contacts that a running app would have to write one by one.</summary>
internal static class BulkLoadCommand
{
    private const string Resource = "bulk-load";

    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(3);

    public static Command Create()
    {
        var folder = new Option<DirectoryInfo>("--out") { Description = "Folder for the files and the page with the steps of the import.", DefaultValueFactory = _ => new DirectoryInfo(Resource), HelpName = "folder" };
        var threshold = new Option<int?>("--threshold") { Description = "Make files only if at least so many contact writes are pending; Mhero__BulkLoad__Threshold unless given.", HelpName = "number" };
        var status = new Option<bool>("--status") { Description = "Only report the last bulk load." };
        var release = new Option<bool>("--release") { Description = "End the bulk load: contacts that were not imported are written one by one." };
        var json = new Option<bool>("--json") { Description = "Print the bulk load as one JSON object." };
        var command = new Command("bulk-load", """
            Make files for RapidPro's import of the contacts that a running app would have to write one by one.

            The app checks all workers of the registry. If enough contact writes are pending, the command stores contacts-001.csv and so on, and
            instructions.md, and the app waits for the import. A repeat stores the same files again. The exit code is 0 when the files are there or
            none are needed, 1 when the app refused, and 2 when it cannot be reached.
            """) { folder, threshold, status, release, json };
        var app = new AppAddress(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(status) && result.GetValue(release))
            {
                result.AddError("Give either --status or --release.");
            }

            if (result.GetValue(threshold) < 1)
            {
                result.AddError("--threshold takes a number from 1 on.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var terminal = new Terminal();
            using var http = app.Open(parsed);
            var isJson = parsed.GetValue(json);
            try
            {
                var load = parsed.GetValue(status) ? await AskAsync(http, HttpMethod.Get, Resource, cancellationToken)
                    : parsed.GetValue(release) ? await AskAsync(http, HttpMethod.Post, Resource + "/release", cancellationToken)
                    : await LoadAsync(terminal, http, parsed.GetValue(threshold), parsed.GetRequiredValue(folder), isJson, cancellationToken);
                Report(terminal, load, isJson);
                return ExitCodes.Ok;
            }
            catch (RefusedException refusal)
            {
                terminal.WriteFaults([refusal.Message], isJson);
                return ExitCodes.Failed;
            }
            catch (Exception error) when (error is HttpRequestException or JsonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                terminal.WriteFaults([AppAddress.Unreachable(http)], isJson);
                return ExitCodes.Setup;
            }
        });
        return command;
    }

    private static async Task<BulkLoad> LoadAsync(
        Terminal terminal, HttpClient http, int? threshold, DirectoryInfo folder, bool json, CancellationToken cancellationToken)
    {
        var query = threshold is null ? "" : string.Create(CultureInfo.InvariantCulture, $"?threshold={threshold}");
        var load = await AskAsync(http, HttpMethod.Post, Resource + query, cancellationToken);
        for (var told = -1; load.State is BulkLoadStates.Planning or BulkLoadStates.Dividing; load = await AskAsync(http, HttpMethod.Get, Resource, cancellationToken))
        {
            if (!json && load.Checked != told)
            {
                told = load.Checked;
                terminal.Out.WriteUnbroken(string.Create(CultureInfo.InvariantCulture, $"{load.Checked} workers are being checked, {load.Open} contact writes so far."));
            }

            await Task.Delay(PollEvery, cancellationToken);
        }

        if (load.State == BulkLoadStates.Waiting)
        {
            folder.Create();
            foreach (var file in load.Files)
            {
                await StoreAsync(http, string.Create(CultureInfo.InvariantCulture, $"{Resource}/files/{file.Number}"), Path.Combine(folder.FullName, file.Name), cancellationToken);
            }

            var page = Path.Combine(folder.FullName, "instructions.md");
            await StoreAsync(http, Resource + "/instructions", page, cancellationToken);
            if (!json)
            {
                terminal.Out.WriteUnbroken($"The steps of the import are in {page}");
            }
        }

        return load;
    }

    private static void Report(Terminal terminal, BulkLoad load, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(load);
            return;
        }

        terminal.Out.WriteUnbroken(load.State switch
        {
            BulkLoadStates.Waiting => string.Create(
                CultureInfo.InvariantCulture,
                $"{load.Rows} contacts in {load.Files.Count} file(s); {load.Open} are not seen in RapidPro yet. mHero does not write them itself before {load.HoldUntil:yyyy-MM-dd HH:mm} UTC."),
            BulkLoadStates.Releasing => string.Create(CultureInfo.InvariantCulture, $"{load.Open} contacts are put back on the queue, and mHero writes them one by one."),
            BulkLoadStates.Ended when load.Outcome == BulkLoadStates.BelowThreshold => string.Create(
                CultureInfo.InvariantCulture, $"Fewer than {load.Threshold} contact writes are pending: the sync writes them one by one, and no file is needed."),
            BulkLoadStates.Ended => $"The bulk load has ended ({load.Outcome}).",
            _ => $"The bulk load is at the state {load.State}.",
        });
        foreach (var file in load.Files)
        {
            terminal.Out.WriteUnbroken(string.Create(
                CultureInfo.InvariantCulture, $"  {file.Name}: {file.Rows} rows, {(file.LastSeen is { } seen ? $"last contact seen at {seen:yyyy-MM-dd HH:mm} UTC" : "no contact seen in RapidPro yet")}"));
        }
    }

    private static async Task<BulkLoad> AskAsync(HttpClient http, HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await http.SendAsync(request, cancellationToken);
        await RefuseAsync(response, cancellationToken);
        return await response.Content.ReadFromJsonAsync<BulkLoad>(cancellationToken) ?? throw new JsonException("The answer is null.");
    }

    /// <summary>Stores an answer under a temporary name first, so that a file is never one that was cut off.</summary>
    private static async Task StoreAsync(HttpClient http, string path, string file, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await RefuseAsync(response, cancellationToken);
        var part = file + ".part";
        await using (var to = File.Create(part))
        {
            await response.Content.CopyToAsync(to, cancellationToken);
        }

        File.Move(part, file, overwrite: true);
    }

    private static async Task RefuseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new HttpRequestException("The key is not taken.");
        }

        if (!response.IsSuccessStatusCode)
        {
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            throw new RefusedException($"{problem.GetProperty("code").GetString()}: {problem.GetProperty("detail").GetString()}");
        }
    }

    private sealed class RefusedException(string message) : Exception(message);
}
