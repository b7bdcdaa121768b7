using Mhero.Core.Mapping.Reports;

namespace Mhero.Core.Sync.Reports;

/// <summary>Checks when the app starts that the mapping's files are there and can be read.</summary>
internal sealed class ReportMappingOptionsRules : IValidateOptions<ReportMappingOptions>
{
    public ValidateOptionsResult Validate(string? name, ReportMappingOptions options)
    {
        var faults = new List<string>();
        var texts = new List<(string, string)>();
        foreach (var file in options.MappingFiles)
        {
            try
            {
                texts.Add((file, File.ReadAllText(file)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                faults.Add($"{file} cannot be read: {e.Message}");
            }
        }

        faults.AddRange(ReportMappingReader.Read(texts).Faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults.Select(fault => $"Mhero__Dhis2__MappingFiles: {fault}"));
    }
}
