import { type CompletionTree, findOptionsWithValue, findPaths } from './tree.js';

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** For `… | Out-String | Invoke-Expression`; Windows PowerShell 5.1 and PowerShell 7. */
export function toPowerShellScript(tree: CompletionTree): string {
  const options = findOptionsWithValue(tree);
  const choices = options.filter(({ value }) => typeof value !== 'string');
  const lines = [
    `# PowerShell completion for ${tree.program}: ${tree.program} completion powershell | Out-String | Invoke-Expression`,
    `Register-ArgumentCompleter -Native -CommandName ${quote(tree.program)} -ScriptBlock {`,
    '  param($wordToComplete, $commandAst, $cursorPosition)',
    `  $withValue = @(${options.map(({ name }) => quote(name)).join(', ')})`,
    '  $choices = @{',
    ...choices.map(
      ({ name, value }) => `    ${quote(name)} = @(${[...value].map(quote).join(', ')})`,
    ),
    '  }',
    '  $paths = @{',
    ...findPaths(tree).map(({ typed, path }) => `    ${quote(typed)} = ${quote(path)}`),
    '  }',
    '  $below = @{',
    ...tree.commands.map(({ path, words, options: own }) => {
      const pairs = [...words, ...own].map(
        ({ name, description }) => `@(${quote(name)}, ${quote(description || name)})`,
      );
      return `    ${quote(path)} = @(${pairs.join(', ')})`;
    }),
    '  }',
    '  $at = ""; $previous = ""',
    '  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {',
    '    if ($element.Extent.EndOffset -ge $cursorPosition) { break }',
    '    $word = $element.Extent.Text',
    '    if ($withValue -notcontains $previous -and $paths.ContainsKey("$at/$word")) { $at = $paths["$at/$word"] }',
    '    $previous = $word',
    '  }',
    '  if ($choices.ContainsKey($previous)) {',
    '    $pairs = $choices[$previous] | ForEach-Object { , @($_, $_) }',
    '  } elseif ($withValue -contains $previous) {',
    '    return',
    '  } else {',
    '    $pairs = $below[$at]',
    '  }',
    '  $pairs | Where-Object { $_[0] -like "$wordToComplete*" } | ForEach-Object {',
    "    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])",
    '  }',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}
