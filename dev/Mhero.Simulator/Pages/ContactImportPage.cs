using Microsoft.AspNetCore.Http;

namespace Mhero.Simulator.Pages;

/// <summary>The page that imports contacts from a file, in place of RapidPro's pages Contacts, Import.</summary>
internal static class ContactImportPage
{
    public const string Path = "/simulator/contacts";

    private const string File = "file";
    private const string Group = "group";

    public const string Form = $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Import contacts</title></head><body style="font:15px/1.5 system-ui,sans-serif;margin:2rem">
        <h1>Import contacts</h1>
        <form method="post" action="{Path}" enctype="multipart/form-data">
        <p><label>File (.csv): <input type="file" name="{File}" accept=".csv" required></label></p>
        <p><label>Add to group (optional): <input name="{Group}"></label></p>
        <p><button>Start Import</button></p>
        </form></body></html>
        """;

    /// <summary>The file and the group of a request: of the page's form, or the body itself with the group in the query.</summary>
    public static async Task<(string Csv, string? Group)> ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            using var body = new StreamReader(request.Body);
            return (await body.ReadToEndAsync(request.HttpContext.RequestAborted), Named(request.Query[Group]));
        }

        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        using var file = new StreamReader(form.Files[File]?.OpenReadStream() ?? Stream.Null);
        return (await file.ReadToEndAsync(request.HttpContext.RequestAborted), Named(form[Group]));
    }

    private static string? Named(string? group) => string.IsNullOrWhiteSpace(group) ? null : group;
}
