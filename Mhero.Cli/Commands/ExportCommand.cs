using System.Net;
using System.Net.Http.Json;
using Mhero.Cli.Output;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero export adx</c>: writes the reports of a Measure and a period as an ADX file, read from a running app.</summary>
internal static class ExportCommand
{
    public static Command Create() => new("export", "Aggregate reports in files.") { CreateAdx() };

    private static Command CreateAdx()
    {
        var measure = new Option<string>("--measure") { Description = "Canonical URL of the Measure.", Required = true, HelpName = "URL" };
        var period = new Option<string>("--period") { Description = "The period in DHIS2's notation, such as 2026W10 or 202603.", Required = true, HelpName = "period" };
        var output = new Option<string?>("--out") { Description = "The file; by default the period with .adx.xml.", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object." };
        var command = new Command("adx", """
            Write the reports of a Measure and a period as ADX (IHE Aggregate Data Exchange).

            The file appears under its name when it is whole. Reports without a place in DHIS2, and numbers without a data
            element, are left out. The exit code is 0 when the file is written, 1 when the app refuses or the registry cannot
            be read, and 2 when the app cannot be reached.
            """) { measure, period, output, json };
        var app = new AppAddress(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            app.Open(parsed), parsed.GetValue(measure)!, parsed.GetValue(period)!, parsed.GetValue(output), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(HttpClient app, string measure, string period, string? output, bool json, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        using var http = app;
        var path = output ?? $"{period}.adx.xml";
        try
        {
            using var answer = await http.GetAsync(
                $"reports/adx?measure={Uri.EscapeDataString(measure)}&period={Uri.EscapeDataString(period)}", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                terminal.WriteFaults([AppAddress.Refused(http)], json);
                return ExitCodes.Setup;
            }

            if (!answer.IsSuccessStatusCode)
            {
                var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                terminal.WriteFaults([$"{problem.GetProperty("code").GetString()}: {problem.GetProperty("detail").GetString()}"], json);
                return ExitCodes.Failed;
            }

            var part = path + ".part";
            await using (var file = File.Create(part))
            {
                await answer.Content.CopyToAsync(file, cancellationToken);
            }

            File.Move(part, path, overwrite: true);
            var (written, left) = (NumberOf(answer, "X-Mhero-Reports"), NumberOf(answer, "X-Mhero-Left-Out"));
            if (json)
            {
                Terminal.WriteJson(new { reports = written, leftOut = left, file = path });
            }
            else
            {
                terminal.Out.WriteUnbroken(string.Create(CultureInfo.InvariantCulture, $"{written} reports written to {path}; {left} left out."));
            }

            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            terminal.WriteFaults([$"{path} cannot be written: {e.Message}"], json);
            return ExitCodes.Failed;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            terminal.WriteFaults([AppAddress.Unreachable(http)], json);
            return ExitCodes.Setup;
        }
    }

    private static int NumberOf(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
