using System.CommandLine;
using Mhero.Cli.Conversion;
using Mhero.Cli.Output;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Flows;
using Mhero.DevHost.Run;
using Microsoft.Extensions.Configuration;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero convert</c>: the Questionnaires of a flow export.</summary>
internal static class ConvertCommand
{
    private const string StandardInput = "-";

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The file that RapidPro's flow list exports, or - for standard input." };
        var output = new Option<string?>("--output") { Description = "Write a file for each flow into this folder; their paths go to standard output.", HelpName = "folder" };
        var force = new Option<bool>("--force") { Description = "Replace files that are there already." };
        var flow = new Option<string[]>("--flow") { Description = "Convert only this flow; may be repeated.", HelpName = "uuid|name", DefaultValueFactory = _ => [] };
        var canonicalBase = new Option<string?>("--canonical-base")
        {
            Description = "The base of the canonical addresses of Questionnaires and code systems; the default is Mhero__Flows__CanonicalBase or http://mhero.org/fhir.",
            HelpName = "url",
        };
        var json = new Option<bool>("--json") { Description = "Print the issues as one JSON object, on standard error too." };
        var command = new Command("convert", """
            Turn a flow export into Questionnaires, to look at or to enrich.

            One flow is printed as a Questionnaire, several as a Bundle of type collection, in FHIR R4 JSON. What a
            Questionnaire cannot express, and flows that cannot be read, are named on standard error, a line each: code, flow,
            place, message. It reads nothing but the file and asks no server.

            The Questionnaires that the sync writes carry mHero's tag "generated", and mHero replaces them when the flow
            changes. These do not: they are meant to become your own. Add exact types, codes, units or extraction, keep
            identifier and linkIds, and put them in the registry; mHero then codes the answers by them and leaves them as
            they are.

            The exit code is 0 when every flow was converted, 1 when one was not, and 2 when the file cannot be used.
            """) { file, output, force, flow, canonicalBase, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Request(
                parsed.GetValue(file)!,
                parsed.GetValue(output),
                parsed.GetValue(force),
                parsed.GetValue(flow)!,
                parsed.GetValue(canonicalBase),
                parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Request request, CancellationToken cancellationToken)
    {
        try
        {
            var options = ReadOptions(request);
            var export = await ReadAsync(request.File, cancellationToken);
            if (FlowConversion.Missing(export, request.Flows) is { Count: > 0 } missing)
            {
                throw new SetupException([.. missing.Select(m => $"The export has no flow '{m}': pass the name or UUID of one that it has with --flow.")]);
            }

            var conversion = FlowConversion.Of(export, request.Flows, options);
            await WriteAsync(conversion, request, cancellationToken);
            WriteIssues(conversion.Issues, request.Json);
            return conversion.HasRefused ? ExitCodes.Failed : ExitCodes.Ok;
        }
        catch (SetupException error)
        {
            WriteFaults(error.Faults, request.Json);
            return ExitCodes.Setup;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>The app's own settings of flows, so that what is printed here is what the app would make.</summary>
    private static FlowMappingOptions ReadOptions(Request request)
    {
        FlowMappingOptions options;
        try
        {
            options = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection(FlowMappingOptions.Section).Get<FlowMappingOptions>() ?? new();
        }
        catch (InvalidOperationException)
        {
            throw new SetupException(["A setting Mhero__Flows__… does not have a value of its kind: correct it or unset it."]);
        }

        if (request.CanonicalBase is { } address)
        {
            options.CanonicalBase = address;
        }

        return options.Validate() is { Count: > 0 } faults
            ? throw new SetupException(request.CanonicalBase is null ? faults : [.. faults.Select(f => f.Replace("Mhero__Flows__CanonicalBase", "--canonical-base", StringComparison.Ordinal))])
            : options;
    }

    private static async Task<FlowExport> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var name = file == StandardInput ? "Standard input" : file;
        try
        {
            await using var stream = file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
            var export = await FlowExport.ReadAsync(stream, cancellationToken);
            return export.Flows.Count + export.Refused.Count > 0
                ? export
                : throw new SetupException([$"{name} has no flows: select flows in RapidPro, export them and pass that file."]);
        }
        catch (FlowExportException error)
        {
            throw new SetupException([$"{name}: {error.Message}"]);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SetupException([$"File not found: {file}. Pass the path of the file that RapidPro exported."]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SetupException([$"{name} cannot be read: pass a file, not a folder, that this user may read."]);
        }
    }

    private static async Task WriteAsync(FlowConversion conversion, Request request, CancellationToken cancellationToken)
    {
        if (request.Output is not { } folder)
        {
            if (conversion.Questionnaires.Count > 0)
            {
                await using var output = Console.OpenStandardOutput();
                await output.WriteAsync((byte[])[.. FhirJson.SerializeIndented(conversion.ToResource()), (byte)'\n'], cancellationToken);
            }

            return;
        }

        try
        {
            var paths = QuestionnaireFolder.PathsOf(folder, conversion.Questionnaires);
            if (!request.Force && paths.Where(File.Exists).ToList() is { Count: > 0 } there)
            {
                throw new SetupException([.. there.Select(p => $"{p} exists already, and nothing was written: move it away, or pass --force to replace it.")]);
            }

            await QuestionnaireFolder.WriteAsync(folder, paths, conversion.Questionnaires, cancellationToken);
            paths.ToList().ForEach(Console.WriteLine);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SetupException([$"{folder} cannot be written: pass a folder that this user may write to with --output."]);
        }
    }

    // Standard output belongs to the Questionnaires, so the findings about them are JSON on standard error.
    private static void WriteIssues(IReadOnlyList<ConversionIssue> issues, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(new { issues }, Console.Error);
        }
        else
        {
            issues.ToList().ForEach(i => Console.Error.WriteLine(i.ToLine()));
        }
    }

    private static void WriteFaults(IReadOnlyList<string> faults, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(new { errors = faults }, Console.Error);
        }
        else
        {
            new Terminal().WriteFaults(faults, json: false);
        }
    }

    private sealed record Request(string File, string? Output, bool Force, IReadOnlyList<string> Flows, string? CanonicalBase, bool Json);
}
