using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Mhero.Cli.Output;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero extract</c>: the resources that are in a response, without any server.</summary>
internal static class ExtractCommand
{
    private static readonly JsonSerializerOptions Indented =
        new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }.ForFhir(ModelInfo.ModelInspector);

    public static Command Create()
    {
        var questionnaire = new Option<FileInfo>("--questionnaire") { Description = "The Questionnaire with its SDC extraction extensions, as FHIR R4 JSON.", Required = true, HelpName = "file" };
        var response = new Option<FileInfo>("--response") { Description = "The QuestionnaireResponse, as FHIR R4 JSON.", Required = true, HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print Parameters with the Bundle (return) and the issues (issues) as one JSON object." };
        var command = new Command("extract", """
            Extract FHIR resources from a QuestionnaireResponse, as the Questionnaire says.

            Templates, definitions and Observations of HL7's Structured Data Capture are understood; docs/extraction.md shows
            how to write them. The transaction Bundle is printed on standard output, what could not be extracted as a table on
            standard error. No server is asked and nothing is written.

            The exit code is 0 when all was extracted, 1 when something was not, and 2 when a file cannot be read.
            """) { questionnaire, response, json };
        command.SetAction(parsed => Run(parsed.GetValue(questionnaire)!, parsed.GetValue(response)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(FileInfo questionnaireFile, FileInfo responseFile, bool json)
    {
        var faults = new List<OperationOutcome.IssueComponent>();
        var questionnaire = Read<Questionnaire>(questionnaireFile, faults);
        var response = Read<QuestionnaireResponse>(responseFile, faults);
        if (questionnaire is null || response is null)
        {
            Print(faults);
            return ExitCodes.Setup;
        }

        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var result = FormExtractor.Extract(new(questionnaire, response), deadline.Token);
        result.Outcome.Issue.InsertRange(0, faults);
        Console.Out.WriteLine(JsonSerializer.Serialize<Resource>(json ? ParametersOf(result) : result.Bundle, Indented));
        if (!json)
        {
            Print(result.Outcome.Issue);
        }

        return result.HasErrors ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static Parameters ParametersOf(ExtractionResult result)
    {
        var parameters = new Parameters { Parameter = [new() { Name = "return", Resource = result.Bundle }] };
        if (result.Outcome.Issue.Count > 0)
        {
            parameters.Parameter.Add(new() { Name = "issues", Resource = result.Outcome });
        }

        return parameters;
    }

    private static T? Read<T>(FileInfo file, List<OperationOutcome.IssueComponent> faults)
        where T : Resource
    {
        try
        {
            return FhirInput.ReadLenient<T>(File.ReadAllText(file.FullName), ExtractionCodes.MalformedInput, typeof(T) == typeof(Questionnaire), faults, file.Name);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(new() { Severity = OperationOutcome.IssueSeverity.Error, Diagnostics = fault.Message, Expression = [file.Name] });
            return null;
        }
    }

    private static void Print(IReadOnlyList<OperationOutcome.IssueComponent> issues)
    {
        var console = new Terminal().Error;
        foreach (var issue in issues)
        {
            var (mark, color) = issue.Severity switch
            {
                OperationOutcome.IssueSeverity.Error or OperationOutcome.IssueSeverity.Fatal => ("error  ", Color.Red),
                OperationOutcome.IssueSeverity.Warning => ("warning", Color.Yellow),
                _ => ("note   ", Color.Blue),
            };
            console.Write(new Text(mark, new Style(color)));
            console.WriteUnbroken($"  {issue.Details?.Coding.FirstOrDefault()?.Code ?? "      "}  {issue.Expression.FirstOrDefault()}");
            console.WriteUnbroken($"                 {issue.Diagnostics}");
        }
    }
}
