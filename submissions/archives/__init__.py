"""What is taken out of the portal as files: workbooks of rounds, dossiers of reports and rounds."""
