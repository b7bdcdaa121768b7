using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Cli.Conversion;

/// <summary>Writes Questionnaires into a folder, a file each, named by the flow's name.</summary>
internal static class QuestionnaireFolder
{
    /// <summary>Names of files have to leave room for the folder's path.</summary>
    private const int MaxNameLength = 80;

    /// <summary>The files that the Questionnaires belong in.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <param name="questionnaires">The Questionnaires.</param>
    /// <returns>Paths, in the order of the Questionnaires, no two alike on any file system.</returns>
    public static IReadOnlyList<string> PathsOf(string folder, IReadOnlyList<Questionnaire> questionnaires)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. questionnaires.Select(q =>
        {
            var name = q.Name!.Length > MaxNameLength ? q.Name[..MaxNameLength] : q.Name;
            return Path.Combine(folder, (taken.Add(name) ? name : $"{name}-{FlowConversion.KeyOf(q)}") + ".json");
        })];
    }

    /// <summary>Writes the files.</summary>
    /// <param name="folder">The folder; it is created when missing.</param>
    /// <param name="paths">The result of <see cref="PathsOf"/>.</param>
    /// <param name="questionnaires">The Questionnaires.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    public static async Task WriteAsync(
        string folder, IReadOnlyList<string> paths, IReadOnlyList<Questionnaire> questionnaires, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        foreach (var (path, questionnaire) in paths.Zip(questionnaires))
        {
            await File.WriteAllBytesAsync(path, [.. FhirJson.SerializeIndented(questionnaire), (byte)'\n'], cancellationToken);
        }
    }
}
