using Hl7.Fhir.Model;
using Mhero.Cli.Output;
using Mhero.Core.Authoring;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero author</c>: the flow of a Questionnaire, without any server.</summary>
internal static class AuthorCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The Questionnaire, as FHIR R4 JSON." };
        var output = new Option<FileInfo?>("--out") { Description = "Write the flow into this file, which is replaced; without it the flow goes to standard output.", HelpName = "file" };
        var linked = new Option<FileInfo?>("--questionnaire-out") { Description = "Write the Questionnaire with the flow's name into this file, for the registry.", HelpName = "file" };
        var valueSets = new Option<FileInfo[]>("--value-set") { Description = "An expanded ValueSet that the Questionnaire names; may be repeated.", HelpName = "file", DefaultValueFactory = _ => [] };
        var report = new Option<bool>("--report") { Description = "Print each message in each language with its characters, encoding and number of SMS." };
        var json = new Option<bool>("--json") { Description = "Print the issues, and with --report the messages, as one JSON object; on standard error where the flow goes to standard output." };
        var command = new Command("author", """
            Turn a Questionnaire into a flow that RapidPro imports.

            The flow asks the questions by text message, and its runs come back to the Questionnaire by the flow's name and the
            names of its results. Items that a flow cannot have are named on standard error with their linkId: code, place,
            message. It reads nothing but the files and asks no server. docs/authoring.md describes the flows.

            The exit code is 0 when the flow has every item, 1 when an item was left out, and 2 when a file or an option cannot
            be used.
            """) { file, output, linked, valueSets, report, json };
        var options = AuthoringSwitches.AddTo(command);
        command.SetAction(parsed => Run(
            new Request(parsed.GetValue(file)!, parsed.GetValue(output), parsed.GetValue(linked), parsed.GetValue(valueSets)!, parsed.GetValue(report), parsed.GetValue(json)),
            options.Read(parsed)));
        return command;
    }

    private static int Run(Request request, IReadOnlyList<(string Name, string Value)> given)
    {
        var output = new AuthorOutput(request.Json, isOutTaken: request.Output is null);
        try
        {
            return Author(request, given, output);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            output.Write([AuthoringOutcome.Error(AuthoringCodes.InvalidOption, "options", fault.Message)], []);
            return ExitCodes.Setup;
        }
    }

    private static int Author(Request request, IReadOnlyList<(string Name, string Value)> given, AuthorOutput output)
    {
        var found = new List<OperationOutcome.IssueComponent>();
        var questionnaire = Read<Questionnaire>(request.File, found);
        List<ValueSet?> valueSets = [.. request.ValueSets.Select(set => Read<ValueSet>(set, found))];
        if (questionnaire is null || valueSets.Contains(null))
        {
            output.Write(found, []);
            return ExitCodes.Setup;
        }

        var options = new AuthoringOptionsReader(questionnaire.Language ?? "en").Read(given, out var wrong);
        if (wrong.Count > 0)
        {
            output.Write([.. wrong.Select(text => AuthoringOutcome.Error(AuthoringCodes.InvalidOption, "options", text))], []);
            return ExitCodes.Setup;
        }

        var result = QuestionnaireToFlow.Create(new AuthoringSource(questionnaire, options, [.. valueSets.OfType<ValueSet>()]));
        found.AddRange(result.Issues.Select(AuthoringOutcome.IssueOf));
        if (result.Value is { } flow)
        {
            Save(request, flow);
        }

        output.Write(found, request.Report ? result.Value?.Messages ?? [] : []);
        return result.Value is null || result.Issues.Any(i => i.Severity != MappingSeverity.Information) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static void Save(Request request, AuthoredFlow flow)
    {
        if (request.Output is { } file)
        {
            File.WriteAllText(file.FullName, flow.Export);
        }
        else
        {
            Console.Out.Write(flow.Export);
        }

        if (request.Linked is { } linked)
        {
            File.WriteAllBytes(linked.FullName, [.. FhirJson.SerializeIndented(flow.Questionnaire), (byte)'\n']);
        }
    }

    private static T? Read<T>(FileInfo file, List<OperationOutcome.IssueComponent> found)
        where T : Resource => FhirInput.ReadLenient<T>(File.ReadAllText(file.FullName), AuthoringCodes.NoQuestionnaire, true, found, file.Name);

    private sealed record Request(FileInfo File, FileInfo? Output, FileInfo? Linked, FileInfo[] ValueSets, bool Report, bool Json);
}
