using Mhero.Cli.Conversion;
using Mhero.Cli.Output;
using Mhero.Core.Fhir;
using Mhero.Core.Floip;
using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Flows;
using Mhero.DevHost.Run;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero convert</c>: the Questionnaires of a flow export.</summary>
internal static class ConvertCommand
{
    private const string StandardInput = "-";
    private const string ToQuestionnaire = "questionnaire";
    private const string ToFloip = "floip";
    private const string ToRapidPro = "rapidpro";

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
        var to = new Option<string>("--to") { Description = "The result: questionnaire, floip (a Flow Specification container) or rapidpro (an export, from a container).", HelpName = "format", DefaultValueFactory = _ => ToQuestionnaire };
        to.AcceptOnlyFromAmong(ToQuestionnaire, ToFloip, ToRapidPro);
        var source = new Option<string>("--source") { Description = "The name of the FLOIP source that a Flow Results package comes from; it is part of the Questionnaire's identifier.", HelpName = "name", DefaultValueFactory = _ => "file" };
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

            With --to floip the flows become a container of the FLOIP Flow Specification (1.0.0-rc4) on standard output. A file
            that is a container itself (rc1 to rc4) is recognised: it becomes Questionnaires too, or with --to rapidpro an
            export that RapidPro imports. Flows of RapidPro's old engine (specification 11 and 12) are migrated with --to floip and
            --to rapidpro. The descriptor of a Flow Results package becomes a Questionnaire.

            The exit code is 0 when every flow was converted, 1 when one was not, and 2 when the file cannot be used.
            """) { file, output, force, flow, canonicalBase, to, source, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Request(
                parsed.GetValue(file)!,
                parsed.GetValue(output),
                parsed.GetValue(force),
                parsed.GetValue(flow)!,
                parsed.GetValue(canonicalBase),
                parsed.GetValue(to)!,
                parsed.GetValue(source)!,
                parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Request request, CancellationToken cancellationToken)
    {
        try
        {
            return await ConvertAsync(request, cancellationToken);
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

    private static async Task<int> ConvertAsync(Request request, CancellationToken cancellationToken)
    {
        var options = ReadOptions(request);
        var content = await ReadAsync(request.File, cancellationToken);
        var name = request.File == StandardInput ? "Standard input" : request.File;
        IReadOnlyList<ConversionIssue> found = [];
        if (request.To == ToQuestionnaire && FloipConversion.OfPackage(content, request.Source, options) is { } package)
        {
            await WriteAsync(package, request, cancellationToken);
            WriteIssues(package.Issues, request.Json);
            return ExitCodes.Ok;
        }

        var isMade = ContainerReader.IsContainer(content);
        if (isMade)
        {
            (content, found) = Try(name, () => FloipConversion.ToExport(content));
        }
        else if (request.To != ToQuestionnaire && FloipConversion.Migrate(content) is { } migrated)
        {
            (content, found) = migrated;
            isMade = true;
        }

        if (request.To == ToRapidPro)
        {
            if (!isMade)
            {
                throw new SetupException([$"{name} is neither a Flow Specification container nor an export of specification 11 or 12: pass one of them with --to rapidpro."]);
            }

            await PrintAsync(content, cancellationToken);
            WriteIssues(found, request.Json);
            return ExitCodes.Ok;
        }

        var export = ReadExport(name, content, request);
        if (request.To == ToFloip)
        {
            var (container, issues, hasRefused) = FloipConversion.ToContainer(content, request.Flows);
            await PrintAsync(Encoding.UTF8.GetBytes(container), cancellationToken);
            WriteIssues([.. found, .. issues], request.Json);
            return hasRefused ? ExitCodes.Failed : ExitCodes.Ok;
        }

        var conversion = FlowConversion.Of(export, request.Flows, options);
        await WriteAsync(conversion, request, cancellationToken);
        WriteIssues([.. found, .. conversion.Issues], request.Json);
        return conversion.HasRefused ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static FlowExport ReadExport(string name, byte[] content, Request request)
    {
        var export = Try(name, () => FlowExport.Read(content));
        if (export.Flows.Count + export.Refused.Count == 0)
        {
            throw new SetupException([$"{name} has no flows: select flows in RapidPro, export them and pass that file."]);
        }

        if (FlowConversion.Missing(export, request.Flows) is { Count: > 0 } missing)
        {
            throw new SetupException([.. missing.Select(m => $"The export has no flow '{m}': pass the name or UUID of one that it has with --flow.")]);
        }

        return export;
    }

    /// <summary>The app's own settings of flows, so that what is printed here is what the app would make.</summary>
    private static FlowMappingOptions ReadOptions(Request request)
    {
        FlowMappingOptions options;
        try
        {
            options = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection(FlowMappingOptions.SectionName).Get<FlowMappingOptions>() ?? new();
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

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SetupException([$"File not found: {file}. Pass the path of the file that RapidPro exported."]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SetupException([$"{(file == StandardInput ? "Standard input" : file)} cannot be read: pass a file, not a folder, that this user may read."]);
        }
    }

    private static T Try<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is FlowExportException or FloipException)
        {
            throw new SetupException([$"{name}: {error.Message}"]);
        }
    }

    private static async Task PrintAsync(byte[] content, CancellationToken cancellationToken)
    {
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync((byte[])[.. content, (byte)'\n'], cancellationToken);
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

    private sealed record Request(string File, string? Output, bool Force, IReadOnlyList<string> Flows, string? CanonicalBase, string To, string Source, bool Json);
}
