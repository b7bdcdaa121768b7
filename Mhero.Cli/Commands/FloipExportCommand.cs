using System.Net;
using System.Net.Http.Json;
using Mhero.Cli.Output;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero floip export</c>: writes the responses of a flow as a Flow Results package of two files, read from a running app.</summary>
internal static class FloipExportCommand
{
    public static Command Create()
    {
        var package = new Argument<string?>("package") { Description = "Id or title of the package; without it the packages are listed.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string>("--out") { Description = "Folder for package.json and responses.json.", DefaultValueFactory = _ => ".", HelpName = "folder" };
        var since = new Option<string?>("--since") { Description = "Rows after this time only, such as 2026-11-01T00:00:00Z.", HelpName = "time" };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object." };
        var command = new Command("export", """
            Write the responses of a flow as a FLOIP Flow Results package.

            The folder gets package.json, the descriptor, and responses.json, the rows. A file appears under its name when it is
            whole, and replaces one that is there. The exit code is 0 when all is written, 1 when there is no such package or the
            registry cannot be read, and 2 when the app cannot be reached.
            """) { package, output, since, json };
        var app = new AppAddress(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            app.Open(parsed), parsed.GetValue(package), parsed.GetValue(output)!, parsed.GetValue(since), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(HttpClient app, string? package, string folder, string? since, bool json, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        using var http = app;
        try
        {
            var packages = (await ReadAsync(http, "floip/packages", cancellationToken)).GetProperty("data").EnumerateArray().ToList();
            if (package is null)
            {
                List(terminal, packages, json);
                return ExitCodes.Ok;
            }

            var named = packages.FindAll(p => package.Equals(IdOf(p), StringComparison.OrdinalIgnoreCase) || package.Equals(TitleOf(p), StringComparison.OrdinalIgnoreCase));
            if (named.Count != 1)
            {
                terminal.WriteFaults([named.Count == 0 ? $"No package has the id or title '{package}': run mhero floip export without a name to list them." : $"Several packages have the title '{package}': give the id, one of {string.Join(", ", named.Select(IdOf))}."], json);
                return ExitCodes.Failed;
            }

            Directory.CreateDirectory(folder);
            var rows = await WriteAsync(http, IdOf(named[0]), folder, since, cancellationToken);
            if (json)
            {
                Terminal.WriteJson(new { package = IdOf(named[0]), rows, folder });
            }
            else
            {
                terminal.Out.WriteUnbroken(string.Create(CultureInfo.InvariantCulture, $"{rows} rows of {TitleOf(named[0])} written to {folder}: package.json, responses.json."));
            }

            return ExitCodes.Ok;
        }
        catch (RefusedException e)
        {
            terminal.WriteFaults([e.Message], json);
            return ExitCodes.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.WriteFaults([$"{folder} cannot be written: {e.Message}"], json);
            return ExitCodes.Failed;
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            terminal.WriteFaults([AppAddress.Unreachable(http)], json);
            return ExitCodes.Setup;
        }
    }

    /// <summary>Writes both files, the rows as they come.</summary>
    private static async Task<int> WriteAsync(HttpClient http, string id, string folder, string? since, CancellationToken cancellationToken)
    {
        var address = $"floip/packages/{id}";
        var rows = 0;
        await WriteFileAsync(Path.Combine(folder, "responses.json"), async writer =>
        {
            writer.WriteStartArray();
            var query = since is null ? "" : $"?filter[start-timestamp]={Uri.EscapeDataString(since)}";
            while (query is not null)
            {
                var data = (await ReadAsync(http, $"{address}/responses{query}", cancellationToken)).GetProperty("data");
                foreach (var row in data.GetProperty("attributes").GetProperty("responses").EnumerateArray())
                {
                    row.WriteTo(writer);
                    rows++;
                }

                await writer.FlushAsync(cancellationToken);
                var next = data.GetProperty("relationships").GetProperty("links").GetProperty("next").GetString();
                query = next is null ? null : new Uri(next).Query;
            }

            writer.WriteEndArray();
        });

        var attributes = (await ReadAsync(http, address, cancellationToken)).GetProperty("data").GetProperty("attributes");
        await WriteFileAsync(Path.Combine(folder, "package.json"), writer =>
        {
            WriteFilePackage(writer, attributes);
            return Task.CompletedTask;
        });
        return rows;
    }

    /// <summary>The descriptor, with the file of the rows in place of the API's address.</summary>
    private static void WriteFilePackage(Utf8JsonWriter writer, JsonElement descriptor)
    {
        writer.WriteStartObject();
        foreach (var member in descriptor.EnumerateObject())
        {
            if (member.Name != "resources")
            {
                member.WriteTo(writer);
                continue;
            }

            writer.WriteStartArray("resources");
            writer.WriteStartObject();
            foreach (var part in member.Value[0].EnumerateObject())
            {
                switch (part.Name)
                {
                    case "access_method":
                        writer.WriteString("access_method", "file");
                        break;
                    case "api_data_url":
                        writer.WriteString("path", "responses.json");
                        break;
                    case "mediatype":
                        writer.WriteString("mediatype", "application/json");
                        break;
                    default:
                        part.WriteTo(writer);
                        break;
                }
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static async Task WriteFileAsync(string path, Func<Utf8JsonWriter, Task> write)
    {
        var part = path + ".part";
        await using (var stream = File.Create(part))
        await using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            await write(writer);
        }

        File.Move(part, path, overwrite: true);
    }

    private static async Task<JsonElement> ReadAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(path, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new HttpRequestException("The key is not taken.");
        }

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return response.IsSuccessStatusCode ? answer
            : throw new RefusedException($"{answer.GetProperty("code").GetString()}: {answer.GetProperty("detail").GetString()}");
    }

    private static void List(Terminal terminal, List<JsonElement> packages, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(packages.Select(p => new { id = IdOf(p), title = TitleOf(p), modified = ModifiedOf(p) }));
            return;
        }

        var table = new Table().AddColumns("id", "title", "modified");
        packages.ForEach(p => table.AddRow(new Text(IdOf(p)), new Text(TitleOf(p) ?? ""), new Text(ModifiedOf(p) ?? "")));
        terminal.Out.Write(table);
        terminal.Out.WriteUnbroken("To write one: mhero floip export <id or title> --out <folder>");
    }

    private static string IdOf(JsonElement package) => package.GetProperty("id").GetString()!;

    private static string? TitleOf(JsonElement package) => package.GetProperty("attributes").GetProperty("title").GetString();

    private static string? ModifiedOf(JsonElement package) => package.GetProperty("attributes").GetProperty("modified").GetString();

    private sealed class RefusedException(string message) : Exception(message);
}
